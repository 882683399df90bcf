/** What the service finds in titles and questions, a moment after the last key. */
import { useCallback, useEffect, useState } from "react";
import type { Chat } from "../../src/protocol.ts";
import { api } from "../api.ts";
import { useApp } from "./use-app.ts";

const SEARCH_AFTER_MS = 250;

type Found = { query: string; chats: readonly Chat[]; cursor: string | null };

/** `chats` is null while it looks; `more` is null when there are no more. */
export function useChatSearch(typed: string): { chats: readonly Chat[] | null; more: (() => void) | null } {
  const { attempt } = useApp();
  const query = typed.trim();
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (query === "") return;
    const cord = new AbortController();
    const timer = setTimeout(() => {
      void attempt(async () => {
        const next = await api.chats({ q: query, signal: cord.signal }).catch((cause: unknown) => {
          if (cord.signal.aborted) return null;
          throw cause;
        });
        if (next && !cord.signal.aborted) setFound({ query, ...next });
      });
    }, SEARCH_AFTER_MS);
    return () => {
      clearTimeout(timer);
      cord.abort();
    };
  }, [query, attempt]);
  const cursor = found?.query === query ? found.cursor : null;
  const more = useCallback(() => {
    if (cursor === null) return;
    void attempt(async () => {
      const next = await api.chats({ q: query, cursor });
      setFound((now) =>
        now?.query === query ? { query, chats: [...now.chats, ...next.chats], cursor: next.cursor } : now,
      );
    });
  }, [attempt, query, cursor]);
  return { chats: found?.query === query ? found.chats : null, more: cursor === null ? null : more };
}
