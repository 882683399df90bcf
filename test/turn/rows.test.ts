import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { tokenBudgetName } from "../../src/budget/token-budget.ts";
import { accountOf, countRows, hasModel, newChat, newUser, sessionOf, watch } from "../support/worker/chat.ts";

describe.skipIf(!hasModel)("what a turn writes", () => {
  it("[T30] at most 20 rows in all objects together, however long the answer is", async () => {
    const user = newUser();
    const sessionId = await newChat(user);
    const socket = await watch(user, sessionId);
    const budget = env.BUDGET.getByName(tokenBudgetName("gpt-4.1-mini"));
    const ask = async (content: string) => {
      const turnId = crypto.randomUUID();
      const from = socket.frames.length;
      socket.send("chat-ask", { turnId, content });
      await socket.next("chat-stream-complete", (data) => data.turnId === turnId, from);
    };
    await ask("warm up [[tokens=3]]");
    const stubs = [sessionOf(sessionId), accountOf(user.userId), budget];
    const rows = await countRows(stubs);
    await ask("short [[tokens=5]]");
    const short = rows();
    await ask("long [[tokens=2000]]");
    const long = rows() - short;
    console.log(`rows written by a short turn: ${short}, by a long one: ${long}`);
    expect(short).toBeGreaterThan(8);
    expect(short).toBeLessThanOrEqual(20);
    expect(long).toBe(short);
  });
});
