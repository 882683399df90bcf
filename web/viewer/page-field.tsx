/** Which page is read, as a field: a label or a number that is typed there is gone to. */
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useText } from "../hooks/use-text.ts";
import { behindField, pageFrom } from "./page-labels.ts";

type Props = {
  page: number;
  pages: number | null;
  /** The page's own name, where it has one. */
  label: string | null;
  labels: readonly string[] | null;
  onPage: (page: number) => void;
  onRefused: () => void;
};

export function PageField({ page, pages, label, labels, onPage, onRefused }: Props) {
  const t = useText();
  /** What is being typed; null: nothing is. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = label ?? String(page);
  const room = { "--signs": Math.max(3, Math.min((typed ?? shown).length, 9)), width: undefined };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const meant = pageFrom(typed ?? "", pages ?? page, labels);
    if (typed !== null && typed.trim() !== "" && meant === null) onRefused();
    setTyped(null);
    if (meant !== null) onPage(meant);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The first Escape takes back what was typed, the next one leaves.
    if (event.key !== "Escape" || typed === null) return;
    event.stopPropagation();
    setTyped(null);
  };
  return (
    <form className="page-field" onSubmit={submit}>
      <input
        aria-label={t("viewer.page")}
        value={typed ?? shown}
        style={room}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <span>{behindField(t, page, label, pages)}</span>
    </form>
  );
}
