/** A button that shows an icon alone; its name is told to everybody, as a label and where the pointer rests. */
import type { ComponentProps } from "react";
import { Icon, type IconName } from "./icons.tsx";

export function IconButton({
  icon,
  label,
  className = "icon-button",
  ...rest
}: Omit<ComponentProps<"button">, "aria-label" | "title" | "children"> & { icon: IconName; label: string }) {
  return (
    <button type="button" className={className} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
