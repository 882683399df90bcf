/** The chats, newest first: searched by the service, renamed and deleted here. */
import { useEffect, useState } from "react";
import type { Chat } from "../../src/protocol.ts";
import { api } from "../api.ts";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { ConfirmDialog, NameDialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";

const SEARCH_AFTER_MS = 250;

type Asked = { what: "rename" | "remove"; chat: Chat } | null;

export function ChatList() {
  const t = useText();
  const { account, attempt, go, route } = useApp();
  const { chats, chatsCursor } = useAccount();
  const [query, setQuery] = useState("");
  const found = useSearch(query.trim());
  const [asked, setAsked] = useState<Asked>(null);
  const shown = query.trim() === "" ? chats : found;
  const close = () => setAsked(null);
  const remove = async (chat: Chat) => {
    const gone = await attempt(() => account.removeChat(chat.id));
    if (gone && route.page === "chat" && route.chatId === chat.id)
      go({ page: "new", scope: { classId: null, docId: null } }, "replace");
  };
  return (
    <section className="side-section grow" aria-labelledby="chats-heading">
      <h2 id="chats-heading">{t("chats.heading")}</h2>
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t("chats.search")}
          placeholder={t("chats.searchShort")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <ul className="side-list">
        {shown?.map((chat) => (
          <li key={chat.id}>
            <Link
              to={{ page: "chat", chatId: chat.id }}
              className="side-link"
              aria-current={route.page === "chat" && route.chatId === chat.id ? "page" : undefined}
            >
              <span className="ellipsis" dir="auto">
                {chat.title || t("chats.untitled")}
              </span>
            </Link>
            <Menu
              label={t("action.more", { name: chat.title || t("chats.untitled") })}
              items={[
                { label: t("action.rename"), icon: "edit", run: () => setAsked({ what: "rename", chat }) },
                {
                  label: t("action.delete"),
                  icon: "close",
                  danger: true,
                  run: () => setAsked({ what: "remove", chat }),
                },
              ]}
            />
          </li>
        ))}
      </ul>
      {shown?.length === 0 && <p className="quiet side-empty">{t(query.trim() ? "chats.notFound" : "chats.none")}</p>}
      {query.trim() === "" && chatsCursor !== null && (
        <button type="button" className="button small" onClick={() => void attempt(account.moreChats)}>
          {t("chats.more")}
        </button>
      )}
      {asked?.what === "rename" && (
        <NameDialog
          title={t("chats.rename")}
          label={t("chats.title")}
          value={asked.chat.title}
          action={t("action.rename")}
          onClose={close}
          onDone={(name) => void attempt(() => account.renameChat(asked.chat.id, name))}
        />
      )}
      {asked?.what === "remove" && (
        <ConfirmDialog
          title={t("chats.delete")}
          text={t("chats.deleteText")}
          action={t("chats.deleteAction")}
          onClose={close}
          onDone={() => void remove(asked.chat)}
        />
      )}
    </section>
  );
}

/** What the service finds for the words, a moment after the last key; null while it looks. */
function useSearch(query: string): readonly Chat[] | null {
  const { attempt } = useApp();
  const [found, setFound] = useState<readonly Chat[] | null>(null);
  useEffect(() => {
    if (query === "") return;
    const cord = new AbortController();
    const timer = setTimeout(() => {
      void attempt(async () => {
        const { chats } = await api.chats({ q: query, signal: cord.signal }).catch((cause: unknown) => {
          if (cord.signal.aborted) return { chats: null };
          throw cause;
        });
        if (chats && !cord.signal.aborted) setFound(chats);
      });
    }, SEARCH_AFTER_MS);
    return () => {
      clearTimeout(timer);
      cord.abort();
    };
  }, [query, attempt]);
  return found;
}
