/** A chat as a Markdown file in the student's downloads: every shown message, loaded page by page. */
import type { Chat, Message } from "../../src/protocol.ts";
import { api } from "../api.ts";
import type { Text } from "../text/text.ts";
import type { AccountStore } from "./account-store.ts";
import { chatAsMarkdown, fileNameOf } from "./export-chat.ts";

const AT_ONCE = 100;

/** Throws an `ApiError` when a part of the chat cannot be had. */
export async function saveChat(chat: Chat, t: Text, account: AccountStore): Promise<void> {
  const title = account.state.now().chats?.find(({ id }) => id === chat.id)?.title ?? chat.title;
  const newest = await api.newestMessages(chat.id);
  const messages: Message[] = [...newest];
  while (messages[0]) {
    const older = await api.olderMessages(chat.id, messages[0].id, AT_ONCE);
    messages.unshift(...older);
    if (older.length < AT_ONCE) break;
  }
  const name = title || t("chats.untitled");
  saveText(chatAsMarkdown({ t }, name, messages), fileNameOf(name, "md"), "text/markdown");
}

/** Puts a text into the downloads, without asking the service. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has read the address by then; a minute is for slow ones.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
