/** Fills a chat with many questions and answers faster than anybody types: over the page's own session, by one socket. */
import type { Page } from "playwright-core";

/** Asks them all, one after the other, in a chat of their own; resolves to where the chat is. */
export async function askMany(page: Page, questions: readonly string[], classId: string | null): Promise<string> {
  return await page.evaluate(
    ({ questions, classId }) =>
      new Promise<string>((done, fail) => {
        const line = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/chats/new/socket`, "chat.v1");
        let asked = 0;
        let chatId = "";
        let parentId: string | null = null;
        const next = () => {
          const content = questions[asked];
          if (content === undefined) {
            line.close();
            done(`/chat/${chatId}`);
            return;
          }
          asked += 1;
          const data = { turnId: crypto.randomUUID(), content, parentId, classId, docId: null };
          line.send(JSON.stringify({ event: "chat-ask", data }));
        };
        line.onmessage = ({ data: text }) => {
          const { event, data } = JSON.parse(String(text));
          if (event === "chat-state") {
            chatId = data.chat.id;
            if (asked === 0) next();
          } else if (event === "chat-stream-complete") {
            parentId = data.message.id;
            next();
          } else if (event === "chat-stream-error" || event === "error") fail(new Error(String(text)));
        };
        line.onclose = ({ code }) => fail(new Error(`the line was closed with ${code} after ${asked} questions`));
      }),
    { questions, classId },
  );
}
