/** What a question looks into: everything, one class, or one document. */
import { useEffect, useId } from "react";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";

/** The documents of the chosen class are listed under it. */
export function ScopeSelect({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  const t = useText();
  const { account, attempt } = useApp();
  const { classes, documents } = useAccount();
  const id = useId();
  const { classId } = scope;
  const isKnown = classId === null || documents[classId] !== undefined;
  useEffect(() => {
    if (classId !== null && !isKnown) void attempt(() => account.loadDocuments(classId));
  }, [classId, isKnown, account, attempt]);
  const ready = classId === null ? [] : (documents[classId] ?? []).filter(({ status }) => status === "ready");
  const chosen = classes?.find((one) => one.id === classId);
  return (
    <span className="scope">
      <label htmlFor={id}>{t("scope.label")}</label>
      <select
        id={id}
        value={`${classId ?? ""}/${scope.docId ?? ""}`}
        onChange={(event) => {
          const [nextClass, nextDocument] = event.target.value.split("/");
          onChange({ classId: nextClass || null, docId: nextDocument || null });
        }}
      >
        <option value="/">{t("scope.everything")}</option>
        {classId !== null && !chosen && <option value={`${classId}/`}>{t("scope.thisClass")}</option>}
        {classes && classes.length > 0 && (
          <optgroup label={t("scope.classes")}>
            {classes.map((one) => (
              <option key={one.id} value={`${one.id}/`}>
                {one.name}
              </option>
            ))}
          </optgroup>
        )}
        {(ready.length > 0 || scope.docId !== null) && (
          <optgroup label={t("scope.documents", { name: chosen?.name ?? t("scope.thisClass") })}>
            {ready.map((one) => (
              <option key={one.id} value={`${one.classId}/${one.id}`}>
                {one.name}
              </option>
            ))}
            {scope.docId !== null && !ready.some((one) => one.id === scope.docId) && (
              <option value={`${classId ?? ""}/${scope.docId}`}>{t("scope.thisDocument")}</option>
            )}
          </optgroup>
        )}
      </select>
    </span>
  );
}
