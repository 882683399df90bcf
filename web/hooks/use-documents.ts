/** The documents of a class as they are shown: without those that were deleted, also while they may still be taken back. */
import { useMemo } from "react";
import type { Document } from "../../src/protocol.ts";
import { useAccount, useApp, useWatched } from "./use-app.ts";

/** Undefined until they are known. */
export function useDocuments(classId: string): readonly Document[] | undefined {
  const list = useAccount().documents[classId];
  const isLeaving = useLeavingDocuments();
  return useMemo(() => list?.filter((document) => !isLeaving(document)), [list, isLeaving]);
}

/** Tells whether a document was deleted. */
export function useLeavingDocuments(): (document: Pick<Document, "id">) => boolean {
  const leaving = useWatched(useApp().documentRemovals.state);
  return useMemo(() => {
    const ids = new Set(leaving.map(({ id }) => id));
    return ({ id }) => ids.has(id);
  }, [leaving]);
}
