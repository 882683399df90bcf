/** The archives of a class that have come apart and whose end was not dismissed yet, also those of before a reload. */
import { useCallback, useEffect } from "react";
import type { Document } from "../../src/protocol.ts";
import { ApiError, api } from "../api.ts";
import { archivesOf, forgetArchive, keepArchive } from "../state/kept-archives.ts";
import { useAccount, useApp } from "./use-app.ts";

export function useArchives(classId: string): { archives: readonly Document[]; dismiss: (docId: string) => void } {
  const { account } = useApp();
  const { documents, unpacked } = useAccount();
  const list = documents[classId];
  const archives = unpacked.filter((archive) => archive.classId === classId);
  useEffect(() => {
    for (const { id, unpacking } of list ?? []) if (unpacking) keepArchive({ classId, docId: id });
    for (const { id } of archives) keepArchive({ classId, docId: id });
  });
  const isListed = list !== undefined;
  useEffect(() => {
    if (!isListed) return;
    const cord = new AbortController();
    const { documents: lists, unpacked: ended, told: since } = account.state.now();
    const known = new Set([...(lists[classId] ?? []), ...ended].map(({ id }) => id));
    for (const docId of archivesOf(classId).filter((id) => !known.has(id))) {
      api.document(classId, docId, cord.signal).then(
        (document) => account.do({ type: "document", document, since }),
        (cause: unknown) => {
          // After a day nobody knows of it any more.
          if (cause instanceof ApiError && cause.code === "not-found") forgetArchive(docId);
        },
      );
    }
    return () => cord.abort();
  }, [account, classId, isListed]);
  const dismiss = useCallback(
    (docId: string) => {
      forgetArchive(docId);
      account.do({ type: "unpacked-dismissed", docId });
    },
    [account],
  );
  return { archives, dismiss };
}
