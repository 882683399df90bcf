/** The classes, each with its documents to unfold. Files can be dropped on a class. */
import { useEffect, useId, useState } from "react";
import type { Class, Document } from "../../src/protocol.ts";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { useDocuments } from "../hooks/use-documents.ts";
import { useDropZone } from "../hooks/use-drop-zone.ts";
import { useText } from "../hooks/use-text.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";

/** More would make the side endless; the class's own page has all. */
const MOST_DOCUMENTS = 30;

export function ClassTree() {
  const t = useText();
  const { classes } = useAccount();
  if (classes === null) return <SkeletonRows />;
  if (classes.length === 0) return <p className="quiet side-empty">{t("side.noClasses")}</p>;
  return (
    <ul className="side-list">
      {classes.map((one) => (
        <ClassItem key={one.id} one={one} />
      ))}
    </ul>
  );
}

function ClassItem({ one }: { one: Class }) {
  const t = useText();
  const { route, addDropped, documentRemovals } = useApp();
  const leaving = useWatched(documentRemovals.state).filter(({ classId }) => classId === one.id).length;
  const count = Math.max(0, one.documentCount - leaving);
  const isHere = route.page === "class" && route.classId === one.id;
  const [isOpen, setOpen] = useState(false);
  const { isOver, zone } = useDropZone((dropped) => addDropped(one.id, dropped));
  const listId = useId();
  return (
    <li className={isOver ? "over" : undefined} {...zone}>
      <div className="side-row" data-here={isHere || undefined}>
        <button
          type="button"
          className="icon-button fold"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-label={t("side.documentsOf", { name: one.name })}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="right" />
        </button>
        <Link to={{ page: "class", classId: one.id }} className="side-link" aria-current={isHere ? "page" : undefined}>
          <span className="ellipsis" dir="auto">
            {one.name}
          </span>
          <span className="count" aria-hidden="true">
            {count}
          </span>
          <span className="visually-hidden">{t("side.documents", { count })}</span>
        </Link>
      </div>
      {isOpen && <DocumentList id={listId} one={one} />}
    </li>
  );
}

function DocumentList({ id, one }: { id: string; one: Class }) {
  const t = useText();
  const { account, attempt } = useApp();
  const list = useDocuments(one.id);
  const isKnown = list !== undefined;
  useEffect(() => {
    if (!isKnown) void attempt(() => account.loadDocuments(one.id));
  }, [isKnown, one.id, account, attempt]);
  return (
    <ul className="side-list side-documents" id={id} aria-label={t("side.documentsOf", { name: one.name })}>
      {list?.slice(0, MOST_DOCUMENTS).map((document) => (
        <li key={document.id}>
          <DocumentLink document={document} />
        </li>
      ))}
      {list?.length === 0 && <li className="quiet side-empty">{t("side.noDocuments")}</li>}
      {list && list.length > MOST_DOCUMENTS && (
        <li>
          <Link className="side-link" to={{ page: "class", classId: one.id }}>
            {t("side.allDocuments", { count: list.length })}
          </Link>
        </li>
      )}
    </ul>
  );
}

/** Asks the document; one that cannot be asked leads to its class, where the reason stands. */
function DocumentLink({ document }: { document: Document }) {
  const t = useText();
  const { classId, id, name, status } = document;
  const isReady = status === "ready";
  return (
    <Link
      className="side-link"
      to={isReady ? { page: "new", scope: { classId, docId: id } } : { page: "class", classId }}
      title={
        isReady ? t("document.askAbout", { name }) : t(status === "failed" ? "document.failed" : "document.queued")
      }
    >
      <Icon name={isReady ? "file" : status === "failed" ? "warn" : "clock"} />
      <span className="ellipsis" dir="auto">
        {name}
      </span>
    </Link>
  );
}

/** Rows that are not there yet, as high as those that come. */
export function SkeletonRows() {
  return (
    <div className="skeleton-rows" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
