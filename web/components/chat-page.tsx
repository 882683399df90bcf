/** One chat: its messages, the answer being written, and the box for the next question. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { newTurnId } from "../draft.ts";
import { explain, explainInLine } from "../explain.ts";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useChat } from "../hooks/use-chat.ts";
import { useStickToBottom } from "../hooks/use-stick-to-bottom.ts";
import { useWords } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import { viewOf } from "../state/chat-view.ts";
import { Composer } from "./composer.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Messages } from "./messages.tsx";
import { PageHead } from "./page-head.tsx";
import { Welcome } from "./welcome.tsx";

type Props = {
  chatId: string | null;
  /** What a new chat starts with. */
  initialScope: Scope;
  /** Called once a new chat exists, with its id. */
  onBorn: (id: string) => void;
  onNewClass: () => void;
};

export function ChatPage({ chatId, initialScope, onBorn, onNewClass }: Props) {
  const words = useWords();
  const { t } = words;
  const { say } = useApp();
  const { chats } = useAccount();
  const { store, state } = useChat(chatId);
  const view = useMemo(() => viewOf(state), [state]);
  const [scope, setScope] = useState<Scope | null>(null);
  const [idea, setIdea] = useState<{ text: string } | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const { atBottom, toBottom } = useStickToBottom(scroller, content);
  const { chat, refused, notice, lastEnded } = state;

  const chosen: Scope =
    scope ?? (chatId === null ? initialScope : { classId: chat?.classId ?? null, docId: chat?.docId ?? null });
  const bornId = chatId === null ? store.id : null;
  useEffect(() => {
    if (bornId !== null) onBorn(bornId);
  }, [bornId, onBorn]);
  // The list hears of a new title, also of one that another window gave.
  const named = chats?.find(({ id }) => id === chat?.id) ?? chat;
  const title = named?.title || t(chatId === null ? "chat.new" : "chat.chat");
  useEffect(() => {
    document.title = t("app.title", { title });
  }, [title, t]);
  useEffect(() => {
    if (notice) say(explainInLine(words, notice.code, notice.error));
  }, [notice, say, words]);
  // A phone's keyboard would cover the first view.
  useEffect(() => {
    if (matchMedia("(min-width: 700px)").matches) box.current?.focus();
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
  return (
    <>
      <PageHead title={title} isHeading={!isEmpty && !isGone} />
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
            (chatId === null || chat !== null) && <Welcome onIdea={suggest} onNewClass={onNewClass} />
          ) : (
            <Messages store={store} state={state} view={view} onRetry={retry} />
          )}
        </div>
      </div>
      <div className="dock">
        {!atBottom && (
          <button type="button" className="round to-end" aria-label={t("chat.toEnd")} onClick={toBottom}>
            <Icon name="end" />
          </button>
        )}
        {refused && (
          <div className="failure" role="alert">
            <Icon name="warn" />
            <div>
              <strong>{explain(words, refused.failure.code, refused.failure.error).title}</strong>
              <p>{explain(words, refused.failure.code, refused.failure.error).advice}</p>
            </div>
            <button
              type="button"
              className="icon-button"
              aria-label={t("action.dismiss")}
              onClick={() => store.do({ type: "dismiss" })}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
        {!isGone && (
          <Composer
            chatId={chatId}
            scope={chosen}
            busy={view.busy}
            stopping={state.turn?.stopping ?? false}
            given={given}
            box={box}
            onScope={setScope}
            onSend={ask}
            onStop={() => store.do({ type: "stop" })}
            onDraft={(text) => store.do({ type: "draft", content: text })}
          />
        )}
        <p className="visually-hidden" role="status">
          {view.busy
            ? t("chat.working")
            : lastEnded?.outcome === "answered"
              ? t("chat.complete")
              : lastEnded
                ? t("chat.noAnswer")
                : ""}
        </p>
      </div>
    </>
  );
}
