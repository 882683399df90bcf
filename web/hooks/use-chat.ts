/** Joins an open chat's socket and state to a component; the line lives as long as the component does. */
import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { browserDeps } from "../socket/browser-deps.ts";
import type { ChatState } from "../state/chat-state.ts";
import { ChatStore } from "../state/chat-store.ts";
import { keepQuestion, keptQuestion } from "../state/kept-question.ts";
import { nextPaint } from "../state/next-paint.ts";
import { useApp, useWatched } from "./use-app.ts";

/** The chat with this id, or with null one to be. Give the component a key that changes with the chat. */
export function useChat(chatId: string | null): { store: ChatStore; state: ChatState } {
  const { account, documentRemovals } = useApp();
  const [store] = useState(
    () =>
      new ChatStore(chatId, {
        socket: browserDeps,
        soon: nextPaint,
        onFrame: account.onChatFrame,
        older: api.olderMessages,
        // What was deleted is no source of an answer any more.
        before: documentRemovals.finish,
        kept: keptQuestion(chatId),
        keep: keepQuestion,
      }),
  );
  const state = useWatched(store.state);
  useEffect(() => {
    store.start();
    const back = () => {
      if (document.visibilityState === "visible" && store.state.now().link.state === "waiting") store.start();
    };
    addEventListener("online", store.start);
    addEventListener("offline", store.lose);
    document.addEventListener("visibilitychange", back);
    return () => {
      removeEventListener("online", store.start);
      removeEventListener("offline", store.lose);
      document.removeEventListener("visibilitychange", back);
      store.stop();
    };
  }, [store]);
  const closed = state.link.state === "closed" && state.link.reason === "unauthenticated";
  useEffect(() => {
    if (closed) void account.confirm().then((isIn) => isIn && store.start());
  }, [closed, account, store]);
  return { store, state };
}
