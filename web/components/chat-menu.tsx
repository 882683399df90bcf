/** What can be done with a chat, the same in the list of chats and above its messages: another title, a file of it, its end. */
import { Suspense, useState } from "react";
import type { Chat } from "../../src/protocol.ts";
import { useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { NameDialog } from "./dialog.tsx";
import { Menu } from "./menu.tsx";

const home = { page: "new", scope: { classId: null, docId: null } } as const;

/** `label` names its button; `onRename` asks for another title. */
export function ChatMenu({ chat, label, onRename }: { chat: Chat; label: string; onRename: (chat: Chat) => void }) {
  const t = useText();
  const { account, attempt, removals, say, go, route } = useApp();
  const save = async () => {
    const { saveChat } = await import("../state/save-chat.ts");
    await saveChat(chat, t, account);
    say(t("export.done"));
  };
  const isHere = (route.page === "chat" || route.page === "guide") && route.chatId === chat.id;
  const remove = () => {
    removals.begin(chat);
    if (isHere) go(home, "replace");
    say(t("chats.deleted"), {
      label: t("action.undo"),
      run: () => {
        if (!removals.undo(chat.id)) say(t("undo.tooLate"));
        else if (isHere) go({ page: "chat", chatId: chat.id });
      },
    });
  };
  return (
    <Menu
      label={label}
      items={[
        { label: t("action.rename"), icon: "edit", run: () => onRename(chat) },
        { label: t("export.chat"), icon: "download", run: () => void attempt(save) },
        { label: t("action.delete"), icon: "trash", danger: true, run: remove },
      ]}
    />
  );
}

/** Asks for another title. */
export function ChatNameDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const t = useText();
  const { account, attempt } = useApp();
  return (
    <Suspense>
      <NameDialog
        title={t("chats.rename")}
        label={t("chats.title")}
        value={chat.title}
        action={t("action.rename")}
        onClose={onClose}
        onDone={(name) => void attempt(() => account.renameChat(chat.id, name))}
      />
    </Suspense>
  );
}

/** The menu of the chat that is open. */
export function OpenChatMenu({ chat }: { chat: Chat }) {
  const t = useText();
  const [isNaming, setNaming] = useState(false);
  return (
    <>
      <ChatMenu chat={chat} label={t("chat.menu")} onRename={() => setNaming(true)} />
      {isNaming && <ChatNameDialog chat={chat} onClose={() => setNaming(false)} />}
    </>
  );
}
