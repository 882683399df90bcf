import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { PRINCIPAL_HEADER } from "../../src/principal.ts";
import { parseServerFrame } from "../../src/protocol.ts";
import { newUser, until } from "../support/worker/chat.ts";
import {
  type Group,
  leftOf,
  newClass,
  put,
  search,
  setPages,
  settled,
  upload,
  value,
  who,
} from "../support/worker/library.ts";

const statusOf = async (group: Group, docId: string) => value(await group.library.document({ ...who(group), docId }));

/** How many queries the library makes from now on. */
async function countQueries(group: Group): Promise<() => number> {
  let count = 0;
  await runInDurableObject(group.library, (_object: ClassLibrary, { storage: { sql } }) => {
    const exec = sql.exec.bind(sql);
    sql.exec = ((query: string, ...values: unknown[]) => {
      count += 1;
      return exec(query, ...values);
    }) as typeof sql.exec;
  });
  return () => count;
}

describe("many documents at once", () => {
  it("[L89] go on together: a small one is not kept waiting by a long one before it", async () => {
    const group = await newClass();
    const order: string[] = [];
    let letGo = () => {};
    const areAllThere = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await setPages(group, async (text, from) => {
      order.push(text.startsWith("Small") ? "small" : `page ${from}`);
      await areAllThere;
    });
    const long = Array.from({ length: 1_000 }, (_, i) => `Page ${i} of a long book.`).join("\f");
    const first = await put(group, long, "long.pdf");
    const small = await Promise.all([1, 2, 3].map((n) => put(group, `Small ${n}.`, `${n}.txt`)));
    letGo();
    for (const { id } of [...small, first]) await settled(group, id);
    expect(order.at(-1)).toBe("page 951");
    expect(order.lastIndexOf("small")).toBeLessThan(10);
  });

  it("[L89] all become ready, two hundred that were dropped together", async () => {
    const group = await newClass();
    const names = Array.from({ length: 200 }, (_, i) => `${i}.txt`);
    const dropped = await Promise.all(names.map((name, i) => put(group, `Text ${i} is about theme${i} alone.`, name)));
    expect(new Set(dropped.map(({ id }) => id)).size).toBe(200);
    const listed = async () => value(await group.library.documents(who(group)));
    await until("all are ready", async () => (await listed()).every(({ status }) => status === "ready"));
    expect((await search(group, "theme199"))[0]?.documentName).toBe("199.txt");
    const account = value(await env.USER_ACCOUNT.getByName(group.userId).classes({ userId: group.userId }));
    expect(account.classes[0]?.documentCount).toBe(200);
  });

  it("[L93] are told of as they go on: now and then that they do, at once and last that they are ready", async () => {
    const group = await newClass();
    // Slow enough for words on the way.
    await setPages(group, () => new Promise((resolve) => setTimeout(resolve, 60)));
    const told: { id: string; progress: number }[] = [];
    const { webSocket: socket } = await env.USER_ACCOUNT.getByName(group.userId).fetch("https://account/socket", {
      headers: { upgrade: "websocket", [PRINCIPAL_HEADER]: JSON.stringify({ ...newUser(), userId: group.userId }) },
    });
    socket?.addEventListener("message", ({ data }) => {
      const frame = parseServerFrame(String(data));
      if (frame !== null && "document" in frame.data) told.push(frame.data.document);
    });
    socket?.accept();
    const long = Array.from({ length: 600 }, (_, i) => `Page ${i} of a long book.`).join("\f");
    const begunMs = Date.now();
    const { id } = await settled(group, (await put(group, long, "long.pdf")).id);
    const tookMs = Date.now() - begunMs;
    await until("the last word", () => told.at(-1)?.progress === 1);
    const progress = told.filter((document) => document.id === id).map((document) => document.progress);
    expect(progress).toEqual([...new Set(progress)].sort((a, b) => a - b));
    // A dozen steps; told of at its beginning, each quarter of a second, and at its end.
    expect(progress.length).toBeLessThan(4 + tookMs / 250);
    expect(progress.length).toBeGreaterThan(2);
  });
});

describe("a textbook of a thousand pages", () => {
  it("[L6] becomes ready in steps of which the last reads and writes no more than the first", async () => {
    const group = await newClass();
    const costs: { read: number; written: number }[] = [];
    await setPages(group, async () => {
      costs.push({ read: 0, written: 0 });
    });
    await runInDurableObject(group.library, (_object: ClassLibrary, { storage }) => {
      const exec = storage.sql.exec.bind(storage.sql);
      storage.sql.exec = ((query: string, ...values: unknown[]) => {
        const cursor = exec(query, ...values);
        const cost = costs.at(-1);
        // What a cursor reads is known when it was read; the large ones are read at once.
        if (cost !== undefined) {
          cost.read += cursor.rowsRead;
          cost.written += cursor.rowsWritten;
        }
        return cursor;
      }) as typeof storage.sql.exec;
    });
    const pages = Array.from({ length: 1_000 }, (_, i) => `Page ${i} is about theme${i} alone. `.repeat(60));
    const { id } = await put(group, pages.join("\f"), "textbook.pdf");
    expect(await settled(group, id)).toMatchObject({ status: "ready", pages: 1_000 });
    expect(costs).toHaveLength(20);
    const sum = (part: typeof costs) => part.reduce((all, { read, written }) => all + read + written, 0);
    expect(sum(costs.slice(-9, -2))).toBeLessThan(1.3 * sum(costs.slice(2, 9)));
    expect((await search(group, "theme999"))[0]?.page).toBe(1_000);
  });
});

describe("a class that somebody fills", () => {
  it("[L13] with 2,000 documents lists them, takes no more, and has room again for one when one was removed", async () => {
    const group = await newClass();
    await setPages(group);
    const first = await settled(group, (await put(group, "Cells divide.")).id);
    await runInDurableObject(group.library, (_object: ClassLibrary, { storage }) => {
      storage.transactionSync(() => {
        for (let i = 1; i < 2_000; i += 1) {
          storage.sql.exec(
            `INSERT INTO document (id, name, media_type, bytes, state, created_at, read_pages, open_headings, chunks, tokens,
               embedded, tries, file, hash) VALUES (?1, ?2, '', 0, 'failed', 0, 0, '[]', 0, 0, 0, 0, ?1, ?1)`,
            i.toString(16).padStart(32, "0"),
            `${i}.txt`,
          );
        }
      });
    });
    const queries = await countQueries(group);
    expect(value(await group.library.documents(who(group)))).toHaveLength(2_000);
    expect(queries()).toBeLessThan(10);
    const more = { ...who(group), name: "more.txt", mediaType: "", bytes: 3 };
    expect(await group.library.beginUpload(more)).toMatchObject({ ok: false, failure: { code: "storage-exceeded" } });
    expect(await search(group, "cells")).toHaveLength(1);
    value(await group.library.removeDocument({ ...who(group), docId: first.id }));
    expect(value(await group.library.documents(who(group)))).toHaveLength(1_999);
    await until("its row is gone", async () => (await leftOf(group)).document === 1_999);
    const again = await put(group, "There is room again.");
    expect(await settled(group, again.id)).toMatchObject({ status: "ready" });
  });

  it("[L75] by replacing one document again and again holds no more than the document, and never repeats an id", async () => {
    const group = await newClass();
    await setPages(group);
    const text = (n: number) =>
      Array.from({ length: 20 }, (_, i) => (i === n % 20 ? `Edition ${n}.` : `Page ${i}.`)).join("\f");
    const { id } = await settled(group, (await put(group, text(0), "a.pdf")).id);
    const seen = new Map<string, string>();
    for (let n = 1; n <= 25; n += 1) {
      value(await upload(group, text(n), { name: `${n}.pdf`, replaces: id }));
      await until(`edition ${n}`, async () => (await statusOf(group, id)).name === `${n}.pdf`);
      for (const page of [1, (n % 20) + 1, 20]) {
        for (const chunk of value(await group.library.page({ ...who(group), docId: id, page })).chunks) {
          expect(seen.get(chunk.chunkId) ?? chunk.text).toBe(chunk.text);
          seen.set(chunk.chunkId, chunk.text);
        }
      }
    }
    await until("what was replaced is gone", async () => {
      await runDurableObjectAlarm(group.library);
      const { document, page, chunk, kept, files } = await leftOf(group);
      return document === 1 && page === 20 && chunk === 20 && (kept ?? 99) <= 20 && files === 1;
    });
  });
});
