/** The line above a page: the drawer's button on a phone, the title, and what can be done with the page. */
import type { ReactNode } from "react";
import { useApp } from "../hooks/use-app.ts";
import { Icon } from "./icons.tsx";

export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const { openMenu } = useApp();
  return (
    <header className="page-head">
      <button type="button" className="icon-button drawer-button" aria-label="Open the menu" onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <p className="page-title" dir="auto">
        {title}
      </p>
      {children}
    </header>
  );
}
