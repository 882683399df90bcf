/** What can be done with the chat that is open. */
import { Suspense, useState } from "react";
import type { Chat } from "../../src/protocol.ts";
import { useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { NameDialog } from "./dialog.tsx";
import { Menu } from "./menu.tsx";

export function ChatMenu({ chat }: { chat: Chat }) {
  const t = useText();
  const { account, attempt, say } = useApp();
  const [isNaming, setNaming] = useState(false);
  const save = async () => {
    const { saveChat } = await import("../state/save-chat.ts");
    await saveChat(chat, t, account);
    say(t("export.done"));
  };
  return (
    <>
      <Menu
        label={t("chat.menu")}
        items={[
          { label: t("chats.rename"), icon: "edit", run: () => setNaming(true) },
          { label: t("export.chat"), icon: "download", run: () => void attempt(save) },
        ]}
      />
      {isNaming && (
        <Suspense>
          <NameDialog
            title={t("chats.rename")}
            label={t("chats.title")}
            value={chat.title}
            action={t("action.rename")}
            onClose={() => setNaming(false)}
            onDone={(name) => void attempt(() => account.renameChat(chat.id, name))}
          />
        </Suspense>
      )}
    </>
  );
}
