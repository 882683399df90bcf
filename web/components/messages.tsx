/** The messages of a chat, oldest first, with what is on its way at the end. */
import { Fragment, useCallback } from "react";
import { newTurnId } from "../draft.ts";
import { useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import type { ChatState } from "../state/chat-state.ts";
import type { ChatStore } from "../state/chat-store.ts";
import { type ChatView, failureOf } from "../state/chat-view.ts";
import { AnswerMessage, RunningAnswer } from "./answer.tsx";
import { FailureNote } from "./failure-note.tsx";
import { QuestionMessage, SendingQuestion } from "./question.tsx";

type Props = { store: ChatStore; state: ChatState; view: ChatView; onRetry: (messageId: string) => void };

export function Messages({ store, state, view, onRetry }: Props) {
  const t = useText();
  const { attempt } = useApp();
  const select = useCallback((messageId: string) => store.do({ type: "select", messageId }), [store]);
  const react = useCallback(
    (messageId: string, reaction: "like" | "dislike" | null) => store.do({ type: "react", messageId, reaction }),
    [store],
  );
  const { messages, sending, busy } = view;
  return (
    <>
      {state.hasOlder && (
        <button type="button" className="button small older" onClick={() => void attempt(store.loadOlder)}>
          {t("chat.older")}
        </button>
      )}
      {messages.map((message, index) => {
        if (message.role === "assistant") {
          return (
            <AnswerMessage
              key={message.id}
              answer={message}
              busy={busy}
              onRetry={onRetry}
              onSelect={select}
              onReact={react}
            />
          );
        }
        const next = messages[index + 1];
        const answer = next?.role === "assistant" ? next : null;
        const failure = failureOf(state, message, answer !== null);
        const isLast = index === messages.length - 1;
        const canRetry = !busy && (answer !== null || isLast);
        return (
          <Fragment key={message.id}>
            <QuestionMessage
              question={message}
              busy={busy}
              onSelect={select}
              onEdit={(content) =>
                store.command({ event: "chat-edit", data: { turnId: newTurnId(), messageId: message.id, content } })
              }
            />
            {failure && (
              <FailureNote failure={failure} onRetry={canRetry ? () => onRetry(answer?.id ?? message.id) : null} />
            )}
          </Fragment>
        );
      })}
      {sending !== null && <SendingQuestion text={sending} />}
      {busy && <RunningAnswer turn={state.turn} />}
    </>
  );
}
