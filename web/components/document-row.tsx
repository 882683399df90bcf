/** One document of a class: what it is, how far it or its new version is, what can be done with it. */
import { useId, useRef } from "react";
import type { Document } from "../../src/protocol.ts";
import { fileUrl } from "../api.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { documentFailure, type Told } from "../state/document-failure.ts";
import { progressOf, updateOf } from "../state/document-progress.ts";
import { bytes } from "../text/format.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";

type Props = {
  document: Document;
  onAsk: (what: "name" | "reference") => void;
  onRemove: () => void;
  onReplace: (file: File) => void;
};

export function DocumentRow({ document, onAsk, onRemove, onReplace }: Props) {
  const words = useWords();
  const { t } = words;
  const { account, attempt, go } = useApp();
  const { status, name, classId, id, update } = document;
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const progress = progressOf(words, document);
  const updating = updateOf(words, document);
  const isWorking = progress !== null;
  const endUpdate = () => void attempt(() => account.changeDocument(classId, id, { update: null }));
  const replace = () => picker.current?.click();
  return (
    <li className="document" data-status={status}>
      <Icon name={status === "failed" ? "warn" : "file"} />
      <div className="document-text">
        {isWorking ? (
          <span className="document-name" dir="auto">
            {name}
          </span>
        ) : (
          <Link className="document-name" dir="auto" to={placeOf(document)} title={t("document.open")}>
            {name}
          </Link>
        )}
        {status === "failed" ? (
          <>
            <Failed told={document} />
            <button type="button" className="button small" onClick={replace}>
              {t("document.another")}
            </button>
          </>
        ) : (
          <State document={document} />
        )}
        {document.reference && (
          <span className="quiet reference" dir="auto">
            {document.reference}
          </span>
        )}
        {progress && <Bar label={t("document.reading", { name })} {...progress} />}
        {updating && <Bar label={t("document.newVersionOf", { name })} {...updating} />}
        {updating && (
          <button
            type="button"
            className="text-button"
            aria-label={t("document.update.cancel", { name })}
            onClick={endUpdate}
          >
            {t("action.cancel")}
          </button>
        )}
        {update?.error && (
          <div className="update-failed">
            <span className="bad">{t("document.updateFailed")}</span> <Failed told={update} />
            <button type="button" className="text-button" onClick={endUpdate}>
              {t("action.dismiss")}
            </button>
          </div>
        )}
      </div>
      {status === "ready" && (
        <Link
          className="button small"
          aria-label={t("document.askAbout", { name })}
          to={{ page: "new", scope: { classId, docId: id } }}
        >
          {t("document.ask")}
        </Link>
      )}
      <label htmlFor={pickerId} className="visually-hidden">
        {t("document.newVersionOf", { name })}
      </label>
      <input
        ref={picker}
        id={pickerId}
        type="file"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onReplace(file);
          event.target.value = "";
        }}
      />
      <Menu
        label={t("action.more", { name })}
        items={[
          ...(isWorking
            ? []
            : [{ label: t("document.open"), icon: "book" as const, run: () => go(placeOf(document)) }]),
          {
            label: t("document.original"),
            icon: "open",
            run: () => void open(fileUrl({ classId, documentId: id }), "_blank", "noopener"),
          },
          { label: t("document.newVersion"), icon: "upload", disabled: isWorking, run: replace },
          { label: t("document.rename"), icon: "edit", run: () => onAsk("name") },
          { label: t("document.reference"), icon: "book", run: () => onAsk("reference") },
          { label: t("action.delete"), icon: "trash", danger: true, run: onRemove },
        ]}
      />
    </li>
  );
}

/** The document on a page of its own, from its beginning. */
const placeOf = ({ classId, id }: Document) =>
  ({ page: "document", classId, docId: id, at: 1, chunkId: null, quote: null }) as const;

/** How far it is, how long and how large. */
function State({ document }: { document: Document }) {
  const { t, language } = useWords();
  const { pages, status } = document;
  const working = progressOf({ t, language }, document) ?? updateOf({ t }, document);
  const said = [
    working ? working.words : t("document.ready"),
    status === "ready" && pages !== null && t("document.pages", { count: pages }),
    bytes(language, document.bytes),
  ];
  return <span className="quiet">{said.filter(Boolean).join(" · ")}</span>;
}

/** A bar that says what it shows: a share alone is not what the words beside it tell. */
function Bar({ label, words, share }: { label: string; words: string; share: number | null }) {
  return <progress aria-label={label} aria-valuetext={words} max={1} value={share ?? undefined} />;
}

/** Why it could not be taken in, and what to do about it. */
export function Failed({ told }: { told: Told }) {
  const { text, lang } = documentFailure(useWords(), told);
  return (
    <span className="bad" lang={lang} dir="auto">
      {text}
    </span>
  );
}
