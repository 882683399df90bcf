/** The document that is shown, as the service has it now and as the account's line tells of it afterwards. */
import { useEffect, useRef, useState } from "react";
import type { Document } from "../../src/protocol.ts";
import { ApiError, api } from "../api.ts";
import { useAccount } from "../hooks/use-app.ts";

export type DocumentState =
  | { state: "loading" }
  | { state: "here"; document: Document }
  | { state: "gone" }
  | { state: "failed"; code: string };

export function useDocument(classId: string, docId: string): DocumentState {
  const [found, setFound] = useState<DocumentState>({ state: "loading" });
  const { told } = useAccount();
  useEffect(() => {
    const cord = new AbortController();
    setFound({ state: "loading" });
    api.document(classId, docId, cord.signal).then(
      (document) => setFound({ state: "here", document }),
      (cause: unknown) => {
        if (cord.signal.aborted) return;
        const code = cause instanceof ApiError ? cause.code : "internal";
        setFound(code === "not-found" ? { state: "gone" } : { state: "failed", code });
      },
    );
    return () => cord.abort();
  }, [classId, docId]);
  const newer = told[docId];
  return found.state === "here" && newer ? { state: "here", document: newer } : found;
}

/** Calls when another version of the document has taken its place: nothing that was read of the old one holds any more. */
export function useNewEdition(document: Document | null, onNew: () => void): void {
  // One that is read for the first time has no pages yet, and is no other afterwards.
  const edition = document?.pages == null ? null : `${document.bytes} ${document.pages} ${document.mediaType}`;
  const known = useRef(edition);
  const call = useRef(onNew);
  call.current = onNew;
  useEffect(() => {
    if (edition === null || edition === known.current) return;
    if (known.current !== null) call.current();
    known.current = edition;
  }, [edition]);
}
