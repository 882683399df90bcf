/** Who is here, and what they can set: language, theme, shortcuts, and the way out. */
import { useState } from "react";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { chooseTheme, readTheme, THEMES } from "../state/theme.ts";
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from "../text/languages.ts";
import { Icon } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { askForShortcuts } from "./shortcuts.tsx";

export function AccountMenu() {
  const { t, language, choose } = useWords();
  const { account } = useApp();
  const { user } = useAccount();
  const [theme, setTheme] = useState(readTheme);
  const name = user?.name ?? t(user?.kind === "guest" ? "side.guest" : "side.signedIn");
  return (
    <Menu
      label={t("settings.label", { name })}
      className="account-button"
      groups={[
        {
          label: t("settings.language"),
          value: language,
          options: LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one], lang: one })),
          choose: (value) => isLanguage(value) && choose(value),
        },
        {
          label: t("settings.theme"),
          value: theme,
          options: THEMES.map((one) => ({ value: one, label: t(`settings.theme.${one}`) })),
          choose: (value) => {
            const next = THEMES.find((one) => one === value) ?? "system";
            setTheme(next);
            chooseTheme(next);
          },
        },
      ]}
      items={[
        { label: t("shortcuts.title"), icon: "keyboard", run: askForShortcuts },
        { label: t("side.signOut"), icon: "leave", run: () => void account.leave() },
      ]}
    >
      <Icon name="person" />
      <span className="ellipsis">{name}</span>
      <Icon name="settings" />
    </Menu>
  );
}
