/** The side of the page: a new chat, classes, chats, and what is left of the month. */
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { ChatList } from "./chat-list.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { QuotaMeter } from "./quota-meter.tsx";

/** `onClose` is for the drawer of a phone. */
export function Sidebar({ onClose, onNewClass }: { onClose: () => void; onNewClass: () => void }) {
  const t = useText();
  const { account, route } = useApp();
  const { classes, quota, user } = useAccount();
  return (
    <nav className="sidebar" aria-label={t("region.side")}>
      <div className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>{t("app.name")}</span>
        <button type="button" className="icon-button drawer-button" aria-label={t("side.closeMenu")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <Link className="button primary wide" to={{ page: "new", scope: { classId: null, docId: null } }}>
        <Icon name="plus" /> {t("side.newChat")}
      </Link>
      <section className="side-section" aria-labelledby="classes-heading">
        <div className="side-heading">
          <h2 id="classes-heading">{t("side.classes")}</h2>
          <button
            type="button"
            className="icon-button"
            aria-label={t("side.newClass")}
            title={t("side.newClass")}
            onClick={onNewClass}
          >
            <Icon name="plus" />
          </button>
        </div>
        <ul className="side-list classes">
          {classes?.map((one) => (
            <li key={one.id}>
              <Link
                to={{ page: "class", classId: one.id }}
                className="side-link"
                aria-current={route.page === "class" && route.classId === one.id ? "page" : undefined}
              >
                <Icon name="book" />
                <span className="ellipsis" dir="auto">
                  {one.name}
                </span>
                <span className="count" title={t("side.documents", { count: one.documentCount })}>
                  {one.documentCount}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {classes?.length === 0 && <p className="quiet side-empty">{t("side.noClasses")}</p>}
      </section>
      <ChatList />
      <footer className="side-foot">
        <QuotaMeter quota={quota} />
        <div className="who">
          <span className="quiet ellipsis">
            {user?.name ?? t(user?.kind === "guest" ? "side.guest" : "side.signedIn")}
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label={t("side.signOut")}
            title={t("side.signOut")}
            onClick={() => void account.leave()}
          >
            <Icon name="leave" />
          </button>
        </div>
      </footer>
    </nav>
  );
}
