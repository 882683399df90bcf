/** A class: its documents, how to add some, and how to ask it. */
import { Suspense, useEffect, useId, useRef, useState } from "react";
import type { Document } from "../../src/protocol.ts";
import { useAccount, useApp, useWatched } from "../hooks/use-app.ts";
import { useArchives } from "../hooks/use-archives.ts";
import { useDocuments } from "../hooks/use-documents.ts";
import { useDropZone } from "../hooks/use-drop-zone.ts";
import { useHold } from "../hooks/use-hold.ts";
import { useText } from "../hooks/use-text.ts";
import { isOnTheWay } from "../state/uploads.ts";
import { ConnectionNote } from "./connection-note.tsx";
import { ConfirmDialog, NameDialog } from "./dialog.tsx";
import { DocumentRow } from "./document-row.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { PageHead } from "./page-head.tsx";
import { UnpackedRow } from "./unpacked-row.tsx";
import { UploadRow } from "./upload-row.tsx";

type Asked = { what: "rename" | "remove" } | { what: "name" | "reference"; document: Document } | null;

const home = { page: "new", scope: { classId: null, docId: null } } as const;

export default function ClassPage({ classId }: { classId: string }) {
  const t = useText();
  const { account, uploads, attempt, addFiles, addDropped, documentRemovals, say } = useApp();
  const { classes, link } = useAccount();
  const files = useWatched(uploads.state).filter((upload) => upload.classId === classId);
  const { archives, dismiss } = useArchives(classId);
  const [asked, setAsked] = useState<Asked>(null);
  const picker = useRef<HTMLInputElement>(null);
  const pickerId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const hasRemoved = useRef(false);
  const one = classes?.find(({ id }) => id === classId);
  const list = useDocuments(classId);
  const name = one?.name ?? t("class.heading");
  const { isOver, zone } = useDropZone((dropped) => addDropped(classId, dropped));
  useHold("uploading", files.some(isOnTheWay));
  const isThere = one !== undefined;
  useEffect(() => {
    if (isThere) void attempt(() => account.loadDocuments(classId));
  }, [isThere, classId, account, attempt]);
  useEffect(() => {
    document.title = t("app.title", { title: name });
  }, [name, t]);
  // What had the focus went with its row.
  const shown = list?.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when the number of rows changes
  useEffect(() => {
    if (!hasRemoved.current) return;
    hasRemoved.current = false;
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [shown]);
  if (classes && !one) return <Gone />;
  const ready = list?.filter(({ status }) => status === "ready").length ?? 0;
  const isEmpty = list?.length === 0 && files.length === 0 && archives.length === 0;
  const sameCount = files.filter(({ at }) => at.state === "same").length;
  const remove = (document: Document) => {
    hasRemoved.current = true;
    documentRemovals.begin(document);
    say(t("document.deleted", { name: document.name }), {
      label: t("action.undo"),
      run: () => {
        if (!documentRemovals.undo(document.id)) say(t("undo.tooLate"));
      },
    });
  };
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
          <h2 className="visually-hidden" ref={heading} tabIndex={-1}>
            {t("class.documents")}
          </h2>
          {list === undefined && files.length === 0 && <div className="skeleton-rows tall" aria-hidden="true" />}
          <ul className="documents">
            {files.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
            {archives.map((archive) => (
              <UnpackedRow key={archive.id} archive={archive} onDismiss={() => dismiss(archive.id)} />
            ))}
            {list?.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                onAsk={(what) => setAsked({ what, document })}
                onRemove={() => remove(document)}
                onReplace={(file) => uploads.add(classId, [file], () => document.id)}
              />
            ))}
          </ul>
          <p className="visually-hidden" role="status">
            {list && list.length > 0 && t("class.ready", { ready, count: list.length })}{" "}
            {sameCount > 0 && t("upload.sameCount", { count: sameCount })}{" "}
            {archives.map(({ name }) => t("archive.unpacked", { name })).join(" ")}
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
