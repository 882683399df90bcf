/** One file on its way to a class, or what became of it: how far it is, why it failed, or that it is there already. */
import { explain } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import type { Upload } from "../state/uploads.ts";
import { bytes, percent } from "../text/format.ts";
import type { Words } from "../text/text.ts";
import { IconButton } from "./icon-button.tsx";
import { Icon, type IconName } from "./icons.tsx";

const ICONS: Record<Upload["at"]["state"], IconName> = {
  waiting: "clock",
  sending: "upload",
  failed: "warn",
  same: "check",
};

export function UploadRow({ upload }: { upload: Upload }) {
  const words = useWords();
  const { t } = words;
  const { uploads } = useApp();
  const { file, at, id } = upload;
  const why = at.state === "failed" ? whyFailed(words, at) : null;
  const hasEnded = at.state === "failed" || at.state === "same";
  const said = wordsOf(words, upload);
  return (
    <li className="document" data-status={at.state === "sending" ? "uploading" : at.state}>
      <Icon name={ICONS[at.state]} />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {file.name}
        </span>
        {why && (
          <span className="bad" role="alert">
            <strong>{why.title}.</strong> {why.advice}
          </span>
        )}
        {said && <span className="quiet">{said}</span>}
        {at.state === "sending" && (
          <progress aria-label={t("upload.label", { name: file.name })} aria-valuetext={said} max={1} value={at.sent} />
        )}
      </div>
      {why?.canRetry && (
        <button type="button" className="button small" onClick={() => uploads.retry(id)}>
          {t("action.retry")}
        </button>
      )}
      <IconButton
        icon="close"
        label={t(hasEnded ? "upload.dismiss" : "upload.cancel", { name: file.name })}
        onClick={() => uploads.drop(id)}
      />
    </li>
  );
}

/** How far it is, or that it changed nothing; empty for one that failed. */
function wordsOf({ t, language }: Words, { file, replaces, at }: Upload): string {
  const size = bytes(language, file.size);
  switch (at.state) {
    case "waiting":
      return t("upload.waiting", { size });
    case "sending":
      return t("upload.progress", { percent: percent(language, at.sent), size });
    case "same":
      if (replaces !== null) return t("upload.sameVersion");
      return at.document.name === file.name ? t("upload.same") : t("upload.sameAs", { name: at.document.name });
    case "failed":
      return "";
  }
}

/** Of a file that is to take another's place a conflict means something else than of a question. */
function whyFailed(words: Words, { code, error }: { code: string; error: string }) {
  if (code !== "conflict") return explain(words, code, error);
  const { t, language } = words;
  const advice = language === "en" && error !== "" ? error : t("upload.conflict.advice");
  return { title: t("upload.conflict"), advice, canRetry: true };
}
