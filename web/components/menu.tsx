/** A button with a few more actions behind it. The menu itself is loaded when somebody is about to open it. */
import { type ReactNode, type SyntheticEvent, useState } from "react";
import { landmarkOf } from "../overlays/landmark.ts";
import { Icon, type IconName } from "./icons.tsx";
import { Opened, part } from "./part.tsx";

export type MenuItem = { label: string; icon: IconName; danger?: boolean; disabled?: boolean; run: () => void };

/** A choice of one, e.g. of a language; `lang` where an option is in a language of its own. */
export type MenuGroup = {
  label: string;
  value: string;
  options: readonly { value: string; label: string; lang?: string }[];
  choose: (value: string) => void;
};

/** `label` names the button, e.g. with what the actions are about. */
export type MenuProps = {
  label: string;
  items: readonly MenuItem[];
  groups?: readonly MenuGroup[];
  icon?: IconName;
  className?: string;
  children?: ReactNode;
};

const OpenedMenu = part(() => import("../overlays/menu.tsx"));

export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState<{ landmark: HTMLElement | null } | null>(null);
  const open = (event: SyntheticEvent) => setWanted({ landmark: landmarkOf(event.currentTarget) });
  const button = (
    <button
      type="button"
      className={props.className ?? "icon-button"}
      aria-label={props.label}
      title={props.label}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={OpenedMenu.preload}
      onFocus={OpenedMenu.preload}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        open(event);
      }}
    >
      {props.children ?? <Icon name={props.icon ?? "more"} />}
    </button>
  );
  if (!wanted) return button;
  return (
    <Opened fallback={button} onClose={() => setWanted(null)}>
      <OpenedMenu {...props} landmark={wanted.landmark} />
    </Opened>
  );
}
