/** Files that a student adds to a class; whether one whose name is there already replaces that document is asked first. */
import { type RefObject, useCallback, useState } from "react";
import type { FolderFiles } from "../folders.ts";
import type { Services } from "../services.ts";
import { kindsOf } from "../state/folder-files.ts";
import { documentsNamedLike } from "../state/same-names.ts";
import type { Text, Words } from "../text/text.ts";
import type { Dropped } from "./use-drop-zone.ts";

/** What waits for the student's word. */
export type SameNames = { classId: string; files: readonly File[]; replaced: ReadonlyMap<File, string> };

export function useAddFiles(
  { account, uploads, documentRemovals }: Services,
  {
    attempt,
    say,
    words,
  }: {
    attempt: (work: () => Promise<unknown>) => Promise<boolean>;
    say: (text: string) => void;
    words: RefObject<Words>;
  },
): {
  addFiles: (classId: string, files: readonly File[]) => void;
  addDropped: (classId: string, dropped: Dropped) => void;
  same: SameNames | null;
  settle: (choice: "replace" | "both" | null) => void;
} {
  const [same, setSame] = useState<SameNames | null>(null);
  const addFiles = useCallback(
    (classId: string, files: readonly File[]) => {
      if (files.length === 0) return;
      void attempt(async () => {
        // A document that is about to go must neither be taken for the file that is added nor replaced by it.
        await documentRemovals.finish();
        if (account.state.now().documents[classId] === undefined) await account.loadDocuments(classId);
        const replaced = documentsNamedLike(files, account.state.now().documents[classId] ?? []);
        if (replaced.size > 0) setSame({ classId, files, replaced });
        else uploads.add(classId, files);
      });
    },
    [account, uploads, documentRemovals, attempt],
  );
  const addDropped = useCallback(
    (classId: string, { files, folders }: Dropped) => {
      if (folders.length === 0) return addFiles(classId, files);
      void attempt(async () => {
        const { readFolders, MOST_DOCUMENTS } = await import("../folders.ts");
        const found = await readFolders(folders);
        const { t } = words.current;
        if (found.state === "too-many") return say(t("folder.tooMany", { most: MOST_DOCUMENTS }));
        say(whatCame(t, found));
        addFiles(classId, [...files, ...found.files]);
      });
    },
    [addFiles, attempt, say, words],
  );
  const settle = (choice: "replace" | "both" | null) => {
    if (same && choice !== null)
      uploads.add(same.classId, same.files, (file) =>
        choice === "replace" ? (same.replaced.get(file) ?? null) : null,
      );
    setSame(null);
  };
  return { addFiles, addDropped, same, settle };
}

/** Once for all that was in the folders. */
function whatCame(t: Text, { files, hidden, other, closed }: Extract<FolderFiles, { state: "read" }>): string {
  return [
    files.length === 0 ? t("folder.none") : t("folder.added", { count: files.length }),
    hidden > 0 && t("folder.hidden", { count: hidden }),
    closed > 0 && t("folder.closed", { count: closed }),
    other.length > 0 && t("folder.other", { count: other.length, kinds: kindsOf(other).join(" ") }),
  ]
    .filter((sentence) => sentence !== false)
    .join(" ");
}
