/** The side of the page: a new chat, classes with their documents, chats, what is left of the month, and settings. */
import { useEffect, useRef } from "react";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { AccountMenu } from "./account-menu.tsx";
import { ChatList } from "./chat-list.tsx";
import { ClassTree } from "./class-tree.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { QuotaMeter } from "./quota-meter.tsx";

/** `isOpen` and `onClose` are for the drawer of a phone, which takes the focus when it opens. */
export function Sidebar({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useText();
  const { nameClass } = useApp();
  const { quota } = useAccount();
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) closer.current?.focus();
  }, [isOpen]);
  return (
    <nav className="sidebar" aria-label={t("region.side")}>
      <div className="side-top">
        <div className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>{t("app.name")}</span>
          <IconButton
            ref={closer}
            icon="close"
            label={t("side.closeMenu")}
            className="icon-button drawer-button"
            onClick={onClose}
          />
        </div>
        <Link className="button primary wide" to={{ page: "new", scope: { classId: null, docId: null } }}>
          <Icon name="plus" /> {t("side.newChat")}
        </Link>
      </div>
      <div className="side-middle">
        <section className="side-section" aria-labelledby="classes-heading">
          <div className="side-heading">
            <h2 id="classes-heading">{t("side.classes")}</h2>
            <IconButton icon="plus" label={t("side.newClass")} onClick={nameClass} />
          </div>
          <ClassTree />
        </section>
        <ChatList />
      </div>
      <footer className="side-foot">
        <QuotaMeter quota={quota} />
        <AccountMenu />
      </footer>
    </nav>
  );
}
