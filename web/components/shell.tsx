/** What index.html shows until the page has come, once more, until it is known who is here. */
import { useText } from "../hooks/use-text.ts";
import { wasIn } from "../state/was-in.ts";

export function Shell() {
  const t = useText();
  if (wasIn()) {
    return (
      <div className="app frame" role="status" aria-label={t("app.loading")}>
        <div className="drawer" />
        <div className="main">
          <div className="page-head" />
        </div>
      </div>
    );
  }
  return (
    <div className="door" role="status" aria-label={t("app.loading")}>
      <DoorHead />
    </div>
  );
}

/** The name of the app and what it is for. */
export function DoorHead() {
  const t = useText();
  return (
    <>
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>{t("app.name")}</h1>
      <p className="claim">{t("app.claim")}</p>
    </>
  );
}
