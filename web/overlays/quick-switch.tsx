/** Goes to a class or a chat by a few letters of its name, without the mouse. */
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { Icon } from "../components/icons.tsx";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useChatSearch } from "../hooks/use-chat-search.ts";
import { useText } from "../hooks/use-text.ts";
import type { PageRoute } from "../route.ts";
import { matchesWords } from "../state/match-words.ts";
import { Modal } from "./modal.tsx";

type Place = { key: string; icon: "plus" | "book" | "chat"; name: string; route: PageRoute };

const MOST = 12;

export default function QuickSwitch({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { go } = useApp();
  const { classes, chats } = useAccount();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useChatSearch(query);
  const listId = useId();
  const places = useMemo(() => {
    const all: Place[] = [
      {
        key: "new",
        icon: "plus",
        name: t("side.newChat"),
        route: { page: "new", scope: { classId: null, docId: null } },
      },
      ...(classes ?? []).map(
        ({ id, name }): Place => ({ key: `class ${id}`, icon: "book", name, route: { page: "class", classId: id } }),
      ),
      ...(chats ?? []).map(
        ({ id, title }): Place => ({
          key: `chat ${id}`,
          icon: "chat",
          name: title || t("chats.untitled"),
          route: { page: "chat", chatId: id },
        }),
      ),
    ];
    const near = all.filter(({ name }) => matchesWords(name, query));
    const keys = new Set(near.map(({ key }) => key));
    const more = all.filter(({ key }) => !keys.has(key) && found.chats?.some(({ id }) => key === `chat ${id}`));
    return [...near, ...more].slice(0, MOST);
  }, [classes, chats, query, found.chats, t]);
  const chosen = Math.min(at, places.length - 1);
  const visit = (place: Place | undefined) => {
    if (!place) return;
    onClose();
    go(place.route);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") visit(places[chosen]);
    else if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, places.length));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + places.length) % Math.max(1, places.length));
    else return;
    event.preventDefault();
  };
  return (
    <Modal title={t("switch.title")} onClose={onClose}>
      <input
        className="text-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={places[chosen] && `${listId}-${chosen}`}
        aria-label={t("switch.label")}
        placeholder={t("switch.label")}
        dir="auto"
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div className="options" role="listbox" id={listId} aria-label={t("switch.title")}>
        {places.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
          <div
            key={place.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="option"
            onPointerMove={() => setAt(index)}
            onClick={() => visit(place)}
          >
            <Icon name={place.icon} />
            <span className="ellipsis" dir="auto">
              {place.name}
            </span>
          </div>
        ))}
      </div>
      <p className="quiet" role="status">
        {places.length === 0 && t("switch.none")}
      </p>
    </Modal>
  );
}
