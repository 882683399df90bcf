/** One chat: its messages, the answer being written, and the box for the next question. */
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { newTurnId } from "../draft.ts";
import { explain, explainInLine } from "../explain.ts";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useChat } from "../hooks/use-chat.ts";
import { useHold } from "../hooks/use-hold.ts";
import { useStickToBottom } from "../hooks/use-stick-to-bottom.ts";
import { useWords } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import type { Command } from "../state/chat-state.ts";
import { viewOf } from "../state/chat-view.ts";
import { preloadMarkdown } from "./answer-text.tsx";
import { OpenChatMenu } from "./chat-menu.tsx";
import { Composer } from "./composer.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { PageHead } from "./page-head.tsx";
import { part } from "./part.tsx";
import { QuotaUsedUp } from "./quota-meter.tsx";
import { Welcome } from "./welcome.tsx";

const Messages = part(() => import("./messages.tsx"));

/** Fetches what the first answer needs. */
function preloadAnswers(): void {
  preloadMarkdown();
  Messages.preload();
}

type Props = {
  chatId: string | null;
  /** What a new chat starts with. */
  initialScope: Scope;
  /** Called once a new chat exists, with its id. */
  onBorn: (id: string) => void;
};

export function ChatPage({ chatId, initialScope, onBorn }: Props) {
  const words = useWords();
  const { t } = words;
  const { say } = useApp();
  const { chats, quota } = useAccount();
  const { store, state } = useChat(chatId);
  const view = useMemo(() => viewOf(state), [state]);
  const [scope, setScope] = useState<Scope | null>(() => askedScope(state.pending));
  const [idea, setIdea] = useState<{ text: string } | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const { atBottom, toBottom, stay } = useStickToBottom(scroller, content);
  const { chat, refused, notice } = state;
  useHold("answering", view.busy);

  const chosen: Scope =
    scope ?? (chatId === null ? initialScope : { classId: chat?.classId ?? null, docId: chat?.docId ?? null });
  const bornId = chatId === null ? store.id : null;
  useEffect(() => {
    if (bornId !== null) onBorn(bornId);
  }, [bornId, onBorn]);
  // The list hears of a new title, also of one that another window gave.
  const named = chats?.find(({ id }) => id === chat?.id) ?? chat;
  // What the service calls a chat to be is nobody's title.
  const title = (store.id !== null && named?.title) || t(chatId === null ? "chat.new" : "chat.chat");
  useEffect(() => {
    document.title = t("app.title", { title });
  }, [title, t]);
  useEffect(() => {
    if (notice) say(explainInLine(words, notice.code, notice.error));
  }, [notice, say, words]);
  useEffect(() => {
    // A phone's keyboard would cover the first view.
    if (matchMedia("(min-width: 700px) and (hover: hover)").matches) box.current?.focus({ preventScroll: true });
  }, []);

  const refusedText = refused && refused.command.event !== "chat-retry" ? refused.command.data.content : null;
  const given = useMemo(() => (refusedText === null ? idea : { text: refusedText }), [refusedText, idea]);

  const ask = (text: string) => {
    // A chat takes its scope from its first question; until the service says so, the choice is kept here.
    setScope(chosen);
    const parentId = view.messages.at(-1)?.id ?? null;
    store.command({ event: "chat-ask", data: { turnId: newTurnId(), content: text, parentId, ...chosen } });
    toBottom();
  };
  const retry = useCallback(
    (messageId: string) => {
      store.command({ event: "chat-retry", data: { turnId: newTurnId(), messageId } });
      toBottom();
    },
    [store, toBottom],
  );
  const suggest = (text: string) => {
    setIdea({ text });
    box.current?.focus();
  };
  const isGone = state.link.state === "closed" && state.link.reason === "not-found";
  const isEmpty = view.messages.length === 0 && view.sending === null && !view.busy;
  const isUsedUp = quota?.remaining === 0 && !view.busy;
  const why = refused && explain(words, refused.failure.code, refused.failure.error);
  return (
    <>
      <PageHead title={title} isHeading={!isEmpty && !isGone}>
        {named && store.id !== null && !isGone && <OpenChatMenu chat={named} />}
      </PageHead>
      <ConnectionNote link={state.link} onRetry={store.start} />
      <div className="scroller" ref={scroller}>
        <div className="column" ref={content}>
          {isGone ? (
            <div className="welcome">
              <h1>{t("chat.gone")}</h1>
              <p>{t("chat.goneText")}</p>
              <Link className="button primary" to={{ page: "new", scope: { classId: null, docId: null } }}>
                {t("action.newChat")}
              </Link>
            </div>
          ) : isEmpty ? (
            chatId === null ? (
              <Welcome scope={chosen} onIdea={suggest} />
            ) : (
              chat === null && <MessagesToCome />
            )
          ) : (
            <Suspense fallback={<MessagesToCome />}>
              <Messages store={store} state={state} view={view} scroller={scroller} onRetry={retry} onStay={stay} />
            </Suspense>
          )}
        </div>
      </div>
      <div className="dock">
        {!atBottom && !isEmpty && (
          <IconButton icon="end" label={t("chat.toEnd")} className="round to-end" onClick={toBottom} />
        )}
        {why && (
          <div className="failure" role="alert">
            <Icon name="warn" />
            <div>
              <strong>{why.title}</strong>
              <p>
                {why.advice} <span className="quiet">{t("answer.notCounted")}</span>
              </p>
            </div>
            <IconButton icon="close" label={t("action.dismiss")} onClick={() => store.do({ type: "dismiss" })} />
          </div>
        )}
        {isUsedUp && quota && !isGone && <QuotaUsedUp quota={quota} />}
        {!isGone && (
          <Composer
            chatId={chatId}
            scope={chosen}
            busy={view.busy}
            stopping={state.turn?.stopping ?? false}
            closed={isUsedUp}
            given={given}
            box={box}
            onScope={setScope}
            onSend={ask}
            onStop={() => store.do({ type: "stop" })}
            onDraft={(text) => store.do({ type: "draft", content: text, ...chosen })}
            onBegin={preloadAnswers}
          />
        )}
      </div>
    </>
  );
}

/** What the question on its way is about: one that an earlier page sent, or that the sample begins with. */
function askedScope(pending: Command | null): Scope | null {
  if (pending?.event !== "chat-ask") return null;
  return { classId: pending.data.classId ?? null, docId: pending.data.docId ?? null };
}

/** Messages that are not there yet, about as high as those that come. */
function MessagesToCome() {
  const t = useWords().t;
  return (
    <div className="messages-to-come" role="status" aria-label={t("app.loading")}>
      <span />
      <span />
      <span />
    </div>
  );
}
