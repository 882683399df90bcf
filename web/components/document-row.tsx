/** One document of a class, or one file on its way to it: what it is, how far it is, what can be done. */
import type { Document } from "../../src/protocol.ts";
import { fileUrl } from "../api.ts";
import { explain, explainInLine } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import type { Upload } from "../state/uploads.ts";
import { bytes, percent } from "../text/format.ts";
import type { Language } from "../text/languages.ts";
import type { Text } from "../text/text.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";

export function DocumentRow({ document, onRemove }: { document: Document; onRemove: () => void }) {
  const { t, language } = useWords();
  const { go } = useApp();
  const { status, pages } = document;
  const isWorking = status === "queued" || status === "processing";
  return (
    <li className="document" data-status={status}>
      <Icon name={status === "failed" ? "warn" : "file"} />
      <div className="document-text">
        {isWorking ? (
          <span className="document-name" dir="auto">
            {document.name}
          </span>
        ) : (
          <Link className="document-name" dir="auto" to={placeOf(document)} title={t("document.open")}>
            {document.name}
          </Link>
        )}
        <span className="quiet">
          {status === "failed" ? (
            <span className="bad">{document.error ?? t("document.failed")}</span>
          ) : (
            [
              stateWords(t, language, document),
              pages !== null && t("document.pages", { count: pages }),
              bytes(language, document.bytes),
            ]
              .filter(Boolean)
              .join(" · ")
          )}
        </span>
        {isWorking && (
          <progress
            aria-label={t("document.reading", { name: document.name })}
            max={1}
            value={status === "queued" ? undefined : document.progress}
          />
        )}
      </div>
      {status === "ready" && (
        <Link
          className="button small"
          aria-label={t("document.askAbout", { name: document.name })}
          to={{ page: "new", scope: { classId: document.classId, docId: document.id } }}
        >
          {t("document.ask")}
        </Link>
      )}
      <Menu
        label={t("action.more", { name: document.name })}
        items={[
          ...(isWorking
            ? []
            : [{ label: t("document.open"), icon: "book" as const, run: () => go(placeOf(document)) }]),
          {
            label: t("document.original"),
            icon: "open",
            run: () => void open(fileUrl({ classId: document.classId, documentId: document.id }), "_blank", "noopener"),
          },
          { label: t("action.delete"), icon: "close", danger: true, run: onRemove },
        ]}
      />
    </li>
  );
}

/** The document on a page of its own, from its beginning. */
const placeOf = ({ classId, id }: Document) =>
  ({ page: "document", classId, docId: id, at: 1, chunkId: null, quote: null }) as const;

export function UploadRow({ upload }: { upload: Upload }) {
  const texts = useWords();
  const { t, language } = texts;
  const { uploads } = useApp();
  const { file, sent, failed, id } = upload;
  const words = failed ? explainInLine(texts, failed.code, failed.error) : null;
  return (
    <li className="document" data-status={failed ? "failed" : "uploading"}>
      <Icon name={failed ? "warn" : "upload"} />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {file.name}
        </span>
        <span className="quiet">
          {words ? (
            <span className="bad">{words}</span>
          ) : (
            t("upload.progress", { percent: percent(language, sent), size: bytes(language, file.size) })
          )}
        </span>
        {!failed && <progress aria-label={t("upload.label", { name: file.name })} max={1} value={sent} />}
      </div>
      {failed && explain(texts, failed.code).canRetry && (
        <button type="button" className="button small" onClick={() => uploads.retry(id)}>
          {t("action.retry")}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t(failed ? "upload.dismiss" : "upload.cancel", { name: file.name })}
        onClick={() => uploads.drop(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function stateWords(t: Text, language: Language, { status, progress }: Document): string {
  switch (status) {
    case "queued":
      return t("document.queued");
    case "processing":
      return t("document.processing", { percent: percent(language, progress) });
    case "ready":
      return t("document.ready");
    default:
      return status;
  }
}
