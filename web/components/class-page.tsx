/** A class: its documents, how to add some, and how to ask it. */
import { Suspense, useEffect, useId, useRef, useState } from "react";
import type { Document } from "../../src/protocol.ts";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { useDropZone } from "../hooks/use-drop-zone.ts";
import { useHold } from "../hooks/use-hold.ts";
import { useText } from "../hooks/use-text.ts";
import { ConnectionNote } from "./connection-note.tsx";
import { ConfirmDialog, NameDialog } from "./dialog.tsx";
import { DocumentRow, UploadRow } from "./document-row.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { PageHead } from "./page-head.tsx";

type Asked =
  | { what: "rename" | "remove" }
  | { what: "remove-document" | "name" | "reference"; document: Document }
  | null;

const home = { page: "new", scope: { classId: null, docId: null } } as const;

export default function ClassPage({ classId }: { classId: string }) {
  const t = useText();
  const { account, uploads, attempt, addFiles } = useApp();
  const { classes, documents, link } = useAccount();
  const onTheWay = useWatched(uploads.state).filter((upload) => upload.classId === classId);
  const [asked, setAsked] = useState<Asked>(null);
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const one = classes?.find(({ id }) => id === classId);
  const list = documents[classId];
  const name = one?.name ?? t("class.heading");
  const { isOver, zone } = useDropZone((files) => addFiles(classId, files));
  useHold(
    "uploading",
    onTheWay.some(({ failed }) => !failed),
  );
  const isThere = one !== undefined;
  useEffect(() => {
    if (isThere) void attempt(() => account.loadDocuments(classId));
  }, [isThere, classId, account, attempt]);
  useEffect(() => {
    document.title = t("app.title", { title: name });
  }, [name, t]);
  if (classes && !one) return <Gone />;
  const ready = list?.filter(({ status }) => status === "ready").length ?? 0;
  const isEmpty = list?.length === 0 && onTheWay.length === 0;
  return (
    <>
      <PageHead title={t("class.heading")}>
        <Menu
          label={t("action.more", { name })}
          items={[
            { label: t("class.rename"), icon: "edit", run: () => setAsked({ what: "rename" }) },
            { label: t("class.delete"), icon: "trash", danger: true, run: () => setAsked({ what: "remove" }) },
          ]}
        />
      </PageHead>
      <ConnectionNote link={link} onRetry={account.wake} />
      <div className={isOver ? "scroller dropping" : "scroller"} {...zone}>
        <div className="column class-page">
          <div className="class-head">
            <h1 dir="auto">{name}</h1>
            {ready > 0 && (
              <Link className="button primary" to={{ page: "new", scope: { classId, docId: null } }}>
                <Icon name="chat" /> {t("class.ask")}
              </Link>
            )}
          </div>
          <div className={isEmpty ? "drop tall" : "drop"}>
            <Icon name="upload" />
            <div>
              <p>
                <strong>{t("class.drop")}</strong>
              </p>
              <p className="quiet">{t("class.formats")}</p>
              {isEmpty && <p className="quiet">{t("class.empty")}</p>}
            </div>
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
                addFiles(classId, [...(event.target.files ?? [])]);
                event.target.value = "";
              }}
            />
            <button
              type="button"
              className={isEmpty ? "button primary" : "button"}
              onClick={() => picker.current?.click()}
            >
              {t("class.choose")}
            </button>
          </div>
          <h2 className="visually-hidden">{t("class.documents")}</h2>
          {list === undefined && onTheWay.length === 0 && <div className="skeleton-rows tall" aria-hidden="true" />}
          <ul className="documents">
            {onTheWay.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
            {list?.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                onAsk={(what) => setAsked({ what, document })}
                onReplace={(file) => uploads.add(classId, [file], () => document.id)}
              />
            ))}
          </ul>
          <p className="visually-hidden" role="status">
            {list && list.length > 0 && t("class.ready", { ready, count: list.length })}
          </p>
        </div>
      </div>
      <Suspense>
        <AskedDialog asked={asked} classId={classId} name={name} onClose={() => setAsked(null)} />
      </Suspense>
    </>
  );
}

function AskedDialog(p: { asked: Asked; classId: string; name: string; onClose: () => void }) {
  const t = useText();
  const { account, attempt, go } = useApp();
  const { asked, classId, name, onClose } = p;
  switch (asked?.what) {
    case undefined:
      return null;
    case "rename":
      return (
        <NameDialog
          title={t("class.rename")}
          label={t("class.name")}
          value={name}
          action={t("action.rename")}
          onClose={onClose}
          onDone={(next) => void attempt(() => account.renameClass(classId, next))}
        />
      );
    case "remove":
      return (
        <ConfirmDialog
          title={t("class.deleteAsk", { name })}
          text={t("class.deleteText")}
          action={t("class.delete")}
          onClose={onClose}
          onDone={async () => {
            if (await attempt(() => account.removeClass(classId))) go(home, "replace");
          }}
        />
      );
    case "remove-document":
      return (
        <ConfirmDialog
          title={t("class.deleteAsk", { name: asked.document.name })}
          text={t("document.deleteText")}
          action={t("document.delete")}
          onClose={onClose}
          onDone={() => void attempt(() => account.removeDocument(classId, asked.document.id))}
        />
      );
    case "name":
      return (
        <NameDialog
          title={t("document.rename")}
          label={t("document.name")}
          value={asked.document.name}
          action={t("action.rename")}
          onClose={onClose}
          onDone={(next) => void attempt(() => account.changeDocument(classId, asked.document.id, { name: next }))}
        />
      );
    case "reference":
      return (
        <NameDialog
          title={t("document.reference")}
          label={t("document.referenceLabel")}
          hint={t("document.referenceHint")}
          value={asked.document.reference ?? ""}
          action={t("action.save")}
          mayBeEmpty
          maxLength={500}
          onClose={onClose}
          onDone={(next) =>
            void attempt(() => account.changeDocument(classId, asked.document.id, { reference: next || null }))
          }
        />
      );
  }
}

function Gone() {
  const t = useText();
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
