/** A class: its documents, how to add some, and how to ask it. */
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { ConfirmDialog, NameDialog } from "./dialog.tsx";
import { DocumentRow, UploadRow } from "./document-row.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { PageHead } from "./page-head.tsx";

type Asked = { what: "rename" | "remove" } | { what: "remove-document"; id: string; name: string } | null;

export function ClassPage({ classId }: { classId: string }) {
  const t = useText();
  const { account, uploads, attempt, go } = useApp();
  const { classes, documents } = useAccount();
  const onTheWay = useWatched(uploads.state).filter((upload) => upload.classId === classId);
  const [asked, setAsked] = useState<Asked>(null);
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const one = classes?.find(({ id }) => id === classId);
  const list = documents[classId];
  const name = one?.name ?? t("class.heading");
  useEffect(() => {
    void attempt(() => account.loadDocuments(classId));
  }, [classId, account, attempt]);
  useEffect(() => {
    document.title = t("app.title", { title: name });
  }, [name, t]);
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
        <PageHead title={t("class.heading")} />
        <div className="scroller">
          <div className="welcome">
            <h1>{t("class.gone")}</h1>
            <p>{t("class.goneText")}</p>
            <Link className="button primary" to={home}>
              {t("action.newChat")}
            </Link>
          </div>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHead title={t("class.heading")}>
        <Menu
          label={t("action.more", { name })}
          items={[
            { label: t("class.rename"), icon: "edit", run: () => setAsked({ what: "rename" }) },
            { label: t("class.delete"), icon: "close", danger: true, run: () => setAsked({ what: "remove" }) },
          ]}
        />
      </PageHead>
      <div className="scroller">
        <div className="column class-page">
          <div className="class-head">
            <h1 dir="auto">{name}</h1>
            <Link className="button primary" to={{ page: "new", scope: { classId, docId: null } }}>
              <Icon name="chat" /> {t("class.ask")}
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
              <strong>{t("class.drop")}</strong>
              <br />
              <span className="quiet">{t("class.formats")}</span>
            </p>
            <label htmlFor={pickerId} className="visually-hidden">
              {t("class.chooseLabel")}
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
              {t("class.choose")}
            </button>
          </div>
          <h2 className="visually-hidden">{t("class.documents")}</h2>
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
              t("class.ready", { ready: list.filter(({ status }) => status === "ready").length, count: list.length })}
          </p>
          {list?.length === 0 && onTheWay.length === 0 && <p className="quiet empty">{t("class.empty")}</p>}
        </div>
      </div>
      {asked?.what === "rename" && (
        <NameDialog
          title={t("class.rename")}
          label={t("class.name")}
          value={name}
          action={t("action.rename")}
          onClose={close}
          onDone={(next) => void attempt(() => account.renameClass(classId, next))}
        />
      )}
      {asked?.what === "remove" && (
        <ConfirmDialog
          title={t("class.deleteAsk", { name })}
          text={t("class.deleteText")}
          action={t("class.delete")}
          onClose={close}
          onDone={async () => {
            if (await attempt(() => account.removeClass(classId))) go(home, "replace");
          }}
        />
      )}
      {asked?.what === "remove-document" && (
        <ConfirmDialog
          title={t("class.deleteAsk", { name: asked.name })}
          text={t("document.deleteText")}
          action={t("document.delete")}
          onClose={close}
          onDone={() => void attempt(() => account.removeDocument(classId, asked.id))}
        />
      )}
    </>
  );
}
