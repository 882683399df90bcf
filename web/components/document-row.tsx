/** One document of a class, or one file on its way to it: what it is, how far it is, what can be done. */
import { useId, useRef } from "react";
import type { Document } from "../../src/protocol.ts";
import { fileUrl } from "../api.ts";
import { explain } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { documentFailure, type Told } from "../state/document-failure.ts";
import { progressOf, updateOf } from "../state/document-progress.ts";
import type { Upload } from "../state/uploads.ts";
import { bytes, percent } from "../text/format.ts";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";

type Props = {
  document: Document;
  onAsk: (what: "name" | "reference" | "remove-document") => void;
  onReplace: (file: File) => void;
};

export function DocumentRow({ document, onAsk, onReplace }: Props) {
  const words = useWords();
  const { t } = words;
  const { account, attempt, go } = useApp();
  const { status, name, classId, id, update } = document;
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const progress = progressOf(words, document);
  const updating = updateOf(words, document);
  const isWorking = progress !== null;
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
        {update?.error && (
          <span className="bad">
            {t("document.updateFailed")} <Failed told={update} />{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => void attempt(() => account.changeDocument(classId, id, { update: null }))}
            >
              {t("action.dismiss")}
            </button>
          </span>
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
          { label: t("action.delete"), icon: "trash", danger: true, run: () => onAsk("remove-document") },
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

function Failed({ told }: { told: Told }) {
  const { text, lang } = documentFailure(useWords(), told);
  return (
    <span className="bad" lang={lang} dir="auto">
      {text}
    </span>
  );
}

export function UploadRow({ upload }: { upload: Upload }) {
  const texts = useWords();
  const { t, language } = texts;
  const { uploads } = useApp();
  const { file, sent, failed, id } = upload;
  const why = failed && explain(texts, failed.code, failed.error);
  return (
    <li className="document" data-status={failed ? "failed" : "uploading"}>
      <Icon name={failed ? "warn" : "upload"} />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {file.name}
        </span>
        {why ? (
          <span className="bad" role="alert">
            <strong>{why.title}.</strong> {why.advice}
          </span>
        ) : (
          <span className="quiet">
            {t("upload.progress", { percent: percent(language, sent), size: bytes(language, file.size) })}
          </span>
        )}
        {!why && <progress aria-label={t("upload.label", { name: file.name })} max={1} value={sent} />}
      </div>
      {why?.canRetry && (
        <button type="button" className="button small" onClick={() => uploads.retry(id)}>
          {t("action.retry")}
        </button>
      )}
      <IconButton
        icon="close"
        label={t(failed ? "upload.dismiss" : "upload.cancel", { name: file.name })}
        onClick={() => uploads.drop(id)}
      />
    </li>
  );
}
