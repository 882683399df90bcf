/** The list of what can be asked, with a field that finds in it: everything, each class, and the documents of each. */
import * as Popover from "@radix-ui/react-popover";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "../components/icons.tsx";
import type { ScopePickerProps } from "../components/scope-picker.tsx";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useLeavingDocuments } from "../hooks/use-documents.ts";
import { useText } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import { matchesWords } from "../state/match-words.ts";

type Option = { key: string; scope: Scope; name: string; icon: "library" | "book" | "file"; isInner: boolean };

/** The documents of so many classes are looked through; a student has few more. */
const MOST_CLASSES = 20;
const MOST_SHOWN = 60;

export default function ScopeList({
  scope,
  onChange,
  label,
  face,
  landmark,
}: ScopePickerProps & { label: string; face: ReactNode; landmark: HTMLElement | null }) {
  const t = useText();
  const [isOpen, setOpen] = useState(true);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="scope" aria-label={label}>
        {face}
      </Popover.Trigger>
      <Popover.Portal container={landmark}>
        <Popover.Content
          className="menu scope-menu"
          aria-label={t("scope.list")}
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <Options
            scope={scope}
            onChoose={(next) => {
              onChange(next);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Options({ scope, onChoose }: { scope: Scope; onChoose: (scope: Scope) => void }) {
  const t = useText();
  const listId = useId();
  const [query, setQuery] = useState("");
  const options = useOptions(scope, query);
  const [at, setAt] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const current = options.findIndex((one) => one.scope.classId === scope.classId && one.scope.docId === scope.docId);
  const chosen = Math.min(at ?? Math.max(0, current), options.length - 1);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const option = options[chosen];
    if (event.key === "Enter" && option) onChoose(option.scope);
    else if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, options.length));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + options.length) % Math.max(1, options.length));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="text-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={options[chosen] && `${listId}-${chosen}`}
        aria-label={t("scope.find")}
        placeholder={t("scope.find")}
        dir="auto"
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div ref={list} className="options" role="listbox" id={listId} aria-label={t("scope.list")}>
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
          <div
            key={option.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={option.isInner ? "option inner" : "option"}
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(option.scope)}
          >
            <Icon name={option.icon} />
            <span className="ellipsis" dir="auto">
              {option.name}
            </span>
            {index === current && <Icon name="check" />}
          </div>
        ))}
      </div>
      <p className="quiet option-note" role="status">
        {options.length === 0 && t("switch.none")}
      </p>
    </>
  );
}

/** Classes with the documents of the chosen one below it; while something is typed, the documents of all. */
function useOptions(scope: Scope, query: string): Option[] {
  const t = useText();
  const { account } = useApp();
  const { classes, documents } = useAccount();
  const isLeaving = useLeavingDocuments();
  const isSearch = query.trim() !== "";
  useEffect(() => {
    const wanted = isSearch ? (classes ?? []).slice(0, MOST_CLASSES).map(({ id }) => id) : [scope.classId];
    for (const id of wanted) {
      if (id !== null && account.state.now().documents[id] === undefined)
        void account.loadDocuments(id).catch(() => undefined);
    }
  }, [isSearch, scope.classId, classes, account]);
  return useMemo(() => {
    const all: Option[] = [
      {
        key: "all",
        scope: { classId: null, docId: null },
        name: t("scope.everything"),
        icon: "library",
        isInner: false,
      },
    ];
    for (const one of classes ?? []) {
      all.push({ key: one.id, scope: { classId: one.id, docId: null }, name: one.name, icon: "book", isInner: false });
      if (!isSearch && one.id !== scope.classId) continue;
      for (const document of documents[one.id] ?? []) {
        if (document.status !== "ready" || isLeaving(document)) continue;
        all.push({
          key: document.id,
          scope: { classId: one.id, docId: document.id },
          name: document.name,
          icon: "file",
          isInner: true,
        });
      }
    }
    return all.filter(({ name }) => matchesWords(name, query)).slice(0, MOST_SHOWN);
  }, [classes, documents, isLeaving, isSearch, query, scope.classId, t]);
}
