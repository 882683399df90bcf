/** What a question looks into: everything, one class, or one document. The list is loaded when it is opened. */
import { useEffect, useState } from "react";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { landmarkOf } from "../overlays/landmark.ts";
import type { Scope } from "../route.ts";
import { Icon } from "./icons.tsx";
import { Opened, part } from "./part.tsx";

const ScopeList = part(() => import("../overlays/scope-list.tsx"));

export type ScopePickerProps = { scope: Scope; onChange: (scope: Scope) => void };

export function ScopePicker({ scope, onChange }: ScopePickerProps) {
  const t = useText();
  const { name, icon } = useScopeName(scope);
  const [wanted, setWanted] = useState<{ landmark: HTMLElement | null } | null>(null);
  const label = t("scope.choose", { name });
  const face = (
    <>
      <Icon name={icon} />
      <span className="ellipsis" dir="auto">
        {name}
      </span>
      <Icon name="below" />
    </>
  );
  const button = (
    <button
      type="button"
      className="scope"
      aria-label={label}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={ScopeList.preload}
      onFocus={ScopeList.preload}
      onClick={(event) => setWanted({ landmark: landmarkOf(event.currentTarget) })}
    >
      {face}
    </button>
  );
  if (!wanted) return button;
  return (
    <Opened fallback={button} onClose={() => setWanted(null)}>
      <ScopeList scope={scope} onChange={onChange} label={label} face={face} landmark={wanted.landmark} />
    </Opened>
  );
}

/** What the scope is called; the documents of its class are loaded for that. */
function useScopeName({ classId, docId }: Scope): { name: string; icon: "library" | "book" | "file" } {
  const t = useText();
  const { account, attempt } = useApp();
  const { classes, documents } = useAccount();
  const isKnown = classId === null || documents[classId] !== undefined;
  useEffect(() => {
    if (classId !== null && docId !== null && !isKnown) void attempt(() => account.loadDocuments(classId));
  }, [classId, docId, isKnown, account, attempt]);
  if (classId === null) return { name: t("scope.everything"), icon: "library" };
  if (docId === null)
    return { name: classes?.find(({ id }) => id === classId)?.name ?? t("scope.thisClass"), icon: "book" };
  return { name: documents[classId]?.find(({ id }) => id === docId)?.name ?? t("scope.thisDocument"), icon: "file" };
}
