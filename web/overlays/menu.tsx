/** A menu that has been asked for, by Radix: arrow keys, typing ahead, Escape; the focus returns to its button. */
import * as Dropdown from "@radix-ui/react-dropdown-menu";
import { Icon } from "../components/icons.tsx";
import type { MenuProps } from "../components/menu.tsx";
import { useWords } from "../hooks/use-text.ts";
import { directionOf } from "../text/languages.ts";

export default function OpenedMenu(p: MenuProps & { landmark: HTMLElement | null }) {
  const { label, icon, className, children, items, groups = [], landmark } = p;
  const { language } = useWords();
  return (
    <Dropdown.Root defaultOpen modal={false} dir={directionOf(language)}>
      <Dropdown.Trigger className={className ?? "icon-button"} aria-label={label} title={label}>
        {children ?? <Icon name={icon ?? "more"} />}
      </Dropdown.Trigger>
      <Dropdown.Portal container={landmark}>
        <Dropdown.Content className="menu" align="end" sideOffset={4} collisionPadding={8} loop>
          {groups.map((group) => (
            <Dropdown.RadioGroup
              key={group.label}
              value={group.value}
              onValueChange={group.choose}
              aria-label={group.label}
              className="menu-group"
            >
              <Dropdown.Label className="menu-label">{group.label}</Dropdown.Label>
              {group.options.map((option) => (
                <Dropdown.RadioItem key={option.value} value={option.value} className="menu-item" lang={option.lang}>
                  <span className="menu-check">
                    <Dropdown.ItemIndicator>
                      <Icon name="check" />
                    </Dropdown.ItemIndicator>
                  </span>
                  {option.label}
                </Dropdown.RadioItem>
              ))}
            </Dropdown.RadioGroup>
          ))}
          {items.map((item) => (
            <Dropdown.Item
              key={item.label}
              className={item.danger ? "menu-item danger" : "menu-item"}
              disabled={item.disabled}
              onSelect={item.run}
            >
              <Icon name={item.icon} />
              {item.label}
            </Dropdown.Item>
          ))}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}
