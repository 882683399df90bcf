/** Looks for words in the open document, as a question about it would, and goes to the passages that are found. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ChunkReference } from "../../src/protocol.ts";
import { ApiError, api } from "../api.ts";
import { explain } from "../explain.ts";
import { useWords } from "../hooks/use-text.ts";
import { Tool } from "./toolbar.tsx";
import type { Passage } from "./use-passage.ts";

/** Of a passage that was found. */
const SHOWN = 160;

type Props = {
  classId: string;
  docId: string;
  nameOf: (index: number) => string;
  onOpen: (hit: Passage) => void;
  onClose: () => void;
};

type Result =
  | { state: "none" }
  | { state: "searching" }
  | { state: "found"; chunks: readonly ChunkReference[] }
  | { state: "failed"; code: string };

export function DocumentSearch({ classId, docId, nameOf, onOpen, onClose }: Props) {
  const texts = useWords();
  const { t } = texts;
  const [result, setResult] = useState<Result>({ state: "none" });
  const field = useRef<HTMLInputElement>(null);
  const cord = useRef<AbortController | null>(null);
  useEffect(() => {
    field.current?.focus();
    return () => cord.current?.abort();
  }, []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const q = field.current?.value.trim() ?? "";
    if (q === "") return;
    cord.current?.abort();
    cord.current = new AbortController();
    const { signal } = cord.current;
    setResult({ state: "searching" });
    try {
      const chunks = await api.search({ classId, docId, q, signal });
      if (!signal.aborted) setResult({ state: "found", chunks });
    } catch (cause) {
      if (!signal.aborted) setResult({ state: "failed", code: cause instanceof ApiError ? cause.code : "internal" });
    }
  };
  return (
    <search
      className="document-search"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <input ref={field} type="search" aria-label={t("viewer.searchField")} maxLength={500} autoComplete="off" />
        <button type="submit" className="button small">
          {t("viewer.searchAction")}
        </button>
        <Tool icon="close" label={t("viewer.searchClose")} onClick={onClose} />
      </form>
      <p role="status" className="quiet">
        {result.state === "searching" && t("viewer.searching")}
        {result.state === "found" &&
          (result.chunks.length > 0 ? t("viewer.found", { count: result.chunks.length }) : t("viewer.notFound"))}
        {result.state === "failed" && explain(texts, result.code).title}
      </p>
      {result.state === "found" && result.chunks.length > 0 && (
        <ul>
          {result.chunks.map((chunk) => (
            <li key={chunk.chunkId}>
              <button type="button" onClick={() => onOpen({ page: chunk.page, chunkId: chunk.chunkId, quote: null })}>
                <span className="quiet">{nameOf(chunk.page - 1)}</span>
                <span dir="auto">{beginningOf(chunk.text ?? "")}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN).toWellFormed()}…` : line;
}
