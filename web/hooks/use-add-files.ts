/** Files that a student adds to a class; whether one whose name is there already replaces that document is asked first. */
import { useCallback, useState } from "react";
import type { Services } from "../services.ts";
import { documentsNamedLike } from "../state/same-names.ts";

/** What waits for the student's word. */
export type SameNames = { classId: string; files: readonly File[]; replaced: ReadonlyMap<File, string> };

export function useAddFiles(
  { account, uploads, documentRemovals }: Services,
  attempt: (work: () => Promise<unknown>) => Promise<boolean>,
): {
  addFiles: (classId: string, files: readonly File[]) => void;
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
  const settle = (choice: "replace" | "both" | null) => {
    if (same && choice !== null)
      uploads.add(same.classId, same.files, (file) =>
        choice === "replace" ? (same.replaced.get(file) ?? null) : null,
      );
    setSame(null);
  };
  return { addFiles, same, settle };
}
