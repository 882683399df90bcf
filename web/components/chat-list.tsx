/** The chats by day, newest first: searched by the service, more of them as they scroll into view. */
import { memo, useEffect, useMemo, useRef, useState } from "react";
import type { Chat } from "../../src/protocol.ts";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { useChatSearch } from "../hooks/use-chat-search.ts";
import { useText } from "../hooks/use-text.ts";
import { byDay } from "../state/day-groups.ts";
import { ChatMenu, ChatNameDialog } from "./chat-menu.tsx";
import { SkeletonRows } from "./class-tree.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";

export function ChatList() {
  const t = useText();
  const { account, attempt, removals, route } = useApp();
  const { chats, chatsCursor } = useAccount();
  const leaving = useWatched(removals.state);
  const [query, setQuery] = useState("");
  const search = useChatSearch(query);
  const [renamed, setRenamed] = useState<Chat | null>(null);
  const isSearch = query.trim() !== "";
  const known = isSearch ? search.chats : chats;
  const shown = useMemo(
    () => known?.filter(({ id }) => !leaving.some((one) => one.id === id)) ?? null,
    [known, leaving],
  );
  const groups = useMemo(() => (shown ? byDay(shown, new Date()) : []), [shown]);
  const heading = useRef<HTMLHeadingElement>(null);
  const leavingCount = useRef(leaving.length);
  // What had the focus went with its row.
  useEffect(() => {
    const isOneMore = leaving.length > leavingCount.current;
    leavingCount.current = leaving.length;
    if (isOneMore && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [leaving]);
  const here = route.page === "chat" || route.page === "guide" ? route.chatId : null;
  const more = isSearch ? search.more : chatsCursor === null ? null : () => void attempt(account.moreChats);
  return (
    <section className="side-section grow" aria-labelledby="chats-heading">
      <h2 id="chats-heading" ref={heading} tabIndex={-1}>
        {t("chats.heading")}
      </h2>
      <label className="search">
        <Icon name="search" />
        <input
          type="search"
          dir="auto"
          aria-label={t("chats.search")}
          placeholder={t("chats.searchShort")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {shown === null && <SkeletonRows />}
      {groups.map((group) => (
        <div key={group.name} className="day">
          <h3>{t(`chats.day.${group.name}`)}</h3>
          <ul className="side-list">
            {group.items.map((chat) => (
              <ChatRow key={chat.id} chat={chat} isHere={here === chat.id} onRename={setRenamed} />
            ))}
          </ul>
        </div>
      ))}
      <p className="quiet side-empty" role="status">
        {shown?.length === 0 && t(isSearch ? "chats.notFound" : "chats.none")}
      </p>
      {more && shown && shown.length > 0 && <More key={shown.length} onMore={more} />}
      {renamed && <ChatNameDialog chat={renamed} onClose={() => setRenamed(null)} />}
    </section>
  );
}

const ChatRow = memo(function ChatRow({
  chat,
  isHere,
  onRename,
}: {
  chat: Chat;
  isHere: boolean;
  onRename: (chat: Chat) => void;
}) {
  const t = useText();
  const title = chat.title || t("chats.untitled");
  return (
    <li>
      <div className="side-row" data-here={isHere || undefined}>
        <Link
          to={{ page: "chat", chatId: chat.id }}
          className="side-link"
          aria-current={isHere ? "page" : undefined}
          title={title}
        >
          <span className="ellipsis" dir="auto">
            {title}
          </span>
        </Link>
        <ChatMenu chat={chat} label={t("action.more", { name: title })} onRename={onRename} />
      </div>
    </li>
  );
});

/** Asks for more when it comes into view; the button is for who gets there by keyboard. */
function More({ onMore }: { onMore: () => void }) {
  const t = useText();
  const button = useRef<HTMLButtonElement>(null);
  const ask = useRef(onMore);
  ask.current = onMore;
  useEffect(() => {
    const element = button.current;
    if (!element) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      ask.current();
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  return (
    <button ref={button} type="button" className="button small" onClick={onMore}>
      {t("chats.more")}
    </button>
  );
}
