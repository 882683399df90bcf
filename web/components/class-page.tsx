/** A class: its documents, how to add some, and how to ask it. */
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { ConfirmDialog, NameDialog } from "./dialog.tsx";
import { DocumentRow, UploadRow } from "./document-row.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { PageHead } from "./page-head.tsx";

type Asked = { what: "rename" | "remove" } | { what: "remove-document"; id: string; name: string } | null;

export function ClassPage({ classId }: { classId: string }) {
  const { account, uploads, attempt, go } = useApp();
  const { classes, documents } = useAccount();
  const onTheWay = useWatched(uploads.state).filter((upload) => upload.classId === classId);
  const [asked, setAsked] = useState<Asked>(null);
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const one = classes?.find(({ id }) => id === classId);
  const list = documents[classId];
  const name = one?.name ?? "Class";
  useEffect(() => {
    void attempt(() => account.loadDocuments(classId));
  }, [classId, account, attempt]);
  useEffect(() => {
    document.title = `${name} · Study Assistant`;
  }, [name]);
  const close = () => setAsked(null);
  const add = (files: Iterable<File> | null) => {
    if (files) uploads.add(classId, [...files]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const home = { page: "new", scope: { classId: null, docId: null } } as const;
  if (classes && !one) {
    return (
      <>
        <PageHead title="Class" />
        <div className="scroller">
          <div className="welcome">
            <h1>This class is not here</h1>
            <p>It was deleted, or it belongs to somebody else.</p>
            <Link className="button primary" to={home}>
              Start a new chat
            </Link>
          </div>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHead title="Class">
        <Menu
          label={`More for ${name}`}
          items={[
            { label: "Rename class", icon: "edit", run: () => setAsked({ what: "rename" }) },
            { label: "Delete class", icon: "close", danger: true, run: () => setAsked({ what: "remove" }) },
          ]}
        />
      </PageHead>
      <div className="scroller">
        <div className="column class-page">
          <div className="class-head">
            <h1 dir="auto">{name}</h1>
            <Link className="button primary" to={{ page: "new", scope: { classId, docId: null } }}>
              <Icon name="chat" /> Ask this class
            </Link>
          </div>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same */}
          <div
            className={isOver ? "drop over" : "drop"}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <Icon name="upload" />
            <p>
              <strong>Drop documents here</strong>
              <br />
              <span className="quiet">PDF, Word, slides, spreadsheets, e-books, web pages, text</span>
            </p>
            <label htmlFor={pickerId} className="visually-hidden">
              Documents to add
            </label>
            <input
              ref={picker}
              id={pickerId}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                add(event.target.files);
                event.target.value = "";
              }}
            />
            <button type="button" className="button" onClick={() => picker.current?.click()}>
              Choose files
            </button>
          </div>
          <h2 className="visually-hidden">Documents</h2>
          <ul className="documents">
            {onTheWay.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
            {list?.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                onRemove={() => setAsked({ what: "remove-document", id: document.id, name: document.name })}
              />
            ))}
          </ul>
          <p className="visually-hidden" role="status">
            {list &&
              list.length > 0 &&
              `${list.filter(({ status }) => status === "ready").length} of ${list.length} documents are ready.`}
          </p>
          {list?.length === 0 && onTheWay.length === 0 && (
            <p className="quiet empty">No documents yet. Add the first, then ask about it.</p>
          )}
        </div>
      </div>
      {asked?.what === "rename" && (
        <NameDialog
          title="Rename class"
          label="Name"
          value={name}
          action="Rename"
          onClose={close}
          onDone={(next) => void attempt(() => account.renameClass(classId, next))}
        />
      )}
      {asked?.what === "remove" && (
        <ConfirmDialog
          title={`Delete “${name}”?`}
          text="Its documents are removed for good. Chats about them stay, but their sources can no longer be opened."
          action="Delete class"
          onClose={close}
          onDone={async () => {
            if (await attempt(() => account.removeClass(classId))) go(home, "replace");
          }}
        />
      )}
      {asked?.what === "remove-document" && (
        <ConfirmDialog
          title={`Delete “${asked.name}”?`}
          text="It is removed from the class for good, and is not used in answers any more."
          action="Delete document"
          onClose={close}
          onDone={() => void attempt(() => account.removeDocument(classId, asked.id))}
        />
      )}
    </>
  );
}
