/** The messages of a chat, oldest first, with what is on its way at the end. Older ones come as they scroll into view. */
import { Fragment, type RefObject, useCallback } from "react";
import { newTurnId } from "../draft.ts";
import { useApp } from "../hooks/use-app.ts";
import { useOlder } from "../hooks/use-older.ts";
import { useSwitched } from "../hooks/use-switched.ts";
import { useText } from "../hooks/use-text.ts";
import type { ChatState } from "../state/chat-state.ts";
import type { ChatStore } from "../state/chat-store.ts";
import { type ChatView, failureOf } from "../state/chat-view.ts";
import { AnswerView } from "./answer.tsx";
import { FailureNote } from "./failure-note.tsx";
import { KeepPlace } from "./keep-place.tsx";
import { QuestionMessage, SendingQuestion } from "./question.tsx";
import { SpokenAnswer } from "./spoken-answer.tsx";

type Props = {
  store: ChatStore;
  state: ChatState;
  view: ChatView;
  scroller: RefObject<HTMLElement | null>;
  onRetry: (messageId: string) => void;
  /** Called when the reader is to stay where they are. */
  onStay: () => void;
};

export default function Messages({ store, state, view, scroller, onRetry, onStay }: Props) {
  const t = useText();
  const { attempt } = useApp();
  const { messages, sending, busy } = view;
  const loadOlder = useCallback(() => void attempt(store.loadOlder), [attempt, store]);
  const firstId = messages[0]?.id ?? null;
  const top = useOlder({ scroller, firstId, hasOlder: state.hasOlder, loadOlder });
  const onSelect = useCallback((messageId: string) => store.do({ type: "select", messageId }), [store]);
  const select = useSwitched({ scroller, messages, hasOlder: state.hasOlder, loadOlder, onSelect, onStay });
  const react = useCallback(
    (messageId: string, reaction: "like" | "dislike" | null) => store.do({ type: "react", messageId, reaction }),
    [store],
  );
  const edit = useCallback(
    (messageId: string, content: string) =>
      store.command({ event: "chat-edit", data: { turnId: newTurnId(), messageId, content } }),
    [store],
  );
  const actions = { chatId: state.chat?.id ?? "", busy, onRetry, onSelect: select, onReact: react };
  const shown = messages.map((message, index) => {
    if (message.role === "assistant") {
      return <AnswerView key={answerKey(message.turnId)} answer={message} turn={null} link={null} {...actions} />;
    }
    const next = messages[index + 1];
    const answer = next?.role === "assistant" ? next : null;
    const failure = failureOf(state, message, answer !== null);
    const isLast = index === messages.length - 1;
    const canRetry = !busy && (answer !== null || isLast);
    return (
      <Fragment key={message.id}>
        <QuestionMessage question={message} busy={busy} onSelect={select} onEdit={edit} />
        {failure && (
          <FailureNote failure={failure} onRetry={canRetry ? () => onRetry(answer?.id ?? message.id) : null} />
        )}
      </Fragment>
    );
  });
  if (sending !== null) shown.push(<SendingQuestion key="sending" text={sending} />);
  if (busy) {
    // In one list with the finished ones: an answer that ends stays where it is.
    const { turn, link } = state;
    shown.push(<AnswerView key={answerKey(turn?.turnId)} answer={null} turn={turn} link={link} {...actions} />);
  }
  return (
    <KeepPlace scroller={scroller} firstId={firstId}>
      {state.hasOlder && (
        <button ref={top} type="button" className="button small older" onClick={loadOlder}>
          {t("chat.older")}
        </button>
      )}
      {shown}
      <SpokenAnswer state={state} busy={busy} />
    </KeepPlace>
  );
}

const answerKey = (turnId: string | undefined) => `answer-${turnId ?? "to-be"}`;
