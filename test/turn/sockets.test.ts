import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { PRINCIPAL_HEADER } from "../../src/principal.ts";
import { hasModel, newChat, newUser, sessionOf, until } from "../support/worker/chat.ts";

describe.skipIf(!hasModel)("the sockets of a user", () => {
  it("[Q37] are at most 20 over all chats and the account; what closed makes room again", async () => {
    const user = newUser();
    const headers = { upgrade: "websocket", [PRINCIPAL_HEADER]: JSON.stringify(user) };
    const codes: number[] = [];
    const open = async (response: Response) => {
      const socket = response.webSocket;
      if (socket === null) throw new Error("no socket");
      socket.addEventListener("close", ({ code }) => codes.push(code));
      socket.accept();
      return socket;
    };
    const chats = await Promise.all([1, 2, 3, 4].map(() => newChat(user)));
    const connect = async (sessionId: string) =>
      open(await sessionOf(sessionId).fetch(`https://chat/socket?id=${sessionId}`, { headers }));
    const sockets: WebSocket[] = [];
    sockets.push(
      await open(await env.USER_ACCOUNT.getByName(user.userId).fetch("https://account/socket", { headers })),
    );
    for (let i = 0; i < 19; i++) sockets.push(await connect(chats[i % 3] ?? ""));
    await connect(chats[3] ?? "");
    await until("the one too many is closed", () => codes.length > 0);
    expect(codes).toEqual([4429]);
    sockets[1]?.close(1000, "enough");
    await until(
      "it is closed",
      async () => (await sessionOf(chats[0] ?? "").openSockets({ userId: user.userId })) === 6,
    );
    const from = codes.length;
    await connect(chats[3] ?? "");
    await new Promise((go) => setTimeout(go, 100));
    expect(codes.slice(from).filter((code) => code === 4429)).toEqual([]);
  });
});
