/** The line above a page: the drawer's button on a phone, the title, and what can be done with the page. */
import type { ReactNode } from "react";
import { useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { Icon } from "./icons.tsx";

/** `isHeading`: the page below has no heading of its own. */
export function PageHead({ title, isHeading, children }: { title: string; isHeading?: boolean; children?: ReactNode }) {
  const t = useText();
  const { openMenu } = useApp();
  const Title = isHeading ? "h1" : "p";
  return (
    <header className="page-head">
      <button type="button" className="icon-button drawer-button" aria-label={t("side.openMenu")} onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <Title className="page-title" dir="auto">
        {title}
      </Title>
      {children}
    </header>
  );
}
