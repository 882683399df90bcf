/** One document of a class, or one file on its way to it: what it is, how far it is, what can be done. */
import type { Document } from "../../src/protocol.ts";
import { fileUrl } from "../api.ts";
import { explain } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import type { Upload } from "../state/uploads.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";

/** Bytes in words. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function DocumentRow({ document, onRemove }: { document: Document; onRemove: () => void }) {
  const { status, pages, bytes } = document;
  const isWorking = status === "queued" || status === "processing";
  return (
    <li className="document" data-status={status}>
      <Icon name={status === "failed" ? "warn" : "file"} />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {document.name}
        </span>
        <span className="quiet">
          {status === "failed" ? (
            <span className="bad">{document.error ?? "It could not be read."}</span>
          ) : (
            [stateWords(document), pages !== null && `${pages} ${pages === 1 ? "page" : "pages"}`, sizeWords(bytes)]
              .filter(Boolean)
              .join(" · ")
          )}
        </span>
        {isWorking && (
          <progress
            aria-label={`Reading ${document.name}`}
            max={1}
            value={status === "queued" ? undefined : document.progress}
          />
        )}
      </div>
      {status === "ready" && (
        <Link className="button small" to={{ page: "new", scope: { classId: document.classId, docId: document.id } }}>
          Ask<span className="visually-hidden"> about {document.name}</span>
        </Link>
      )}
      <Menu
        label={`More for ${document.name}`}
        items={[
          {
            label: "Original file",
            icon: "open",
            run: () => void open(fileUrl({ classId: document.classId, documentId: document.id }), "_blank", "noopener"),
          },
          { label: "Delete", icon: "close", danger: true, run: onRemove },
        ]}
      />
    </li>
  );
}

export function UploadRow({ upload }: { upload: Upload }) {
  const { uploads } = useApp();
  const { file, sent, failed, id } = upload;
  const words = failed ? explain(failed.code, failed.error) : null;
  return (
    <li className="document" data-status={failed ? "failed" : "uploading"}>
      <Icon name={failed ? "warn" : "upload"} />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {file.name}
        </span>
        <span className="quiet">
          {words ? (
            <span className="bad">{`${words.title}. ${words.advice}`}</span>
          ) : (
            `Uploading · ${Math.round(sent * 100)} % of ${sizeWords(file.size)}`
          )}
        </span>
        {!failed && <progress aria-label={`Uploading ${file.name}`} max={1} value={sent} />}
      </div>
      {words?.canRetry && (
        <button type="button" className="button small" onClick={() => uploads.retry(id)}>
          Try again
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={failed ? `Dismiss ${file.name}` : `Cancel the upload of ${file.name}`}
        onClick={() => uploads.drop(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function stateWords({ status, progress }: Document): string {
  switch (status) {
    case "queued":
      return "Waiting to be read";
    case "processing":
      return `Reading · ${Math.round(progress * 100)} %`;
    case "ready":
      return "Ready";
    default:
      return status;
  }
}
