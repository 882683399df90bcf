import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import type { Document } from "../../src/protocol.ts";
import { until } from "../support/worker/chat.ts";
import {
  type Group,
  kill,
  leftOf,
  newClass,
  nothingLeft,
  put,
  search,
  setPages,
  settled,
  upload,
  value,
  who,
} from "../support/worker/library.ts";

const listed = async (group: Group) => value(await group.library.documents(who(group)));
const one = async (group: Group, docId: string) => value(await group.library.document({ ...who(group), docId }));
const standing = async (group: Group, chunkIds: string[]) =>
  value(await group.library.standing({ ...who(group), chunkIds }));
/** The ids of the chunks on a page, with their texts. */
const chunksOf = async (group: Group, docId: string, page: number) =>
  value(await group.library.page({ ...who(group), docId, page })).chunks;

/** Waits until no version waits for the place of a document any more. */
async function updated(group: Group, docId: string): Promise<Document> {
  await until("the new version is read", async () => {
    await runDurableObjectAlarm(group.library);
    const { update } = await one(group, docId);
    return update === null || update?.error !== null;
  });
  return one(group, docId);
}

/** One document, one file, nothing of anything else. */
async function isOne(group: Group): Promise<void> {
  await until("one document and one file", async () => {
    await runDurableObjectAlarm(group.library);
    const { document, files, due } = await leftOf(group);
    return document === 1 && files === 1 && due === 0;
  });
}

/** Holds a parser until it is let go on. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe("the same file twice", () => {
  it("[L70] is one document, while it is read and afterwards", async () => {
    const group = await newClass();
    const { open, passed } = gate();
    await setPages(group, () => passed);
    const first = await put(group, "The cell divides.");
    expect(await put(group, "The cell divides.", "again.md")).toMatchObject({ id: first.id, name: "cells.md" });
    open();
    await settled(group, first.id);
    expect(await put(group, "The cell divides.")).toMatchObject({ id: first.id, status: "ready" });
    expect(await put(group, "The cell divides?")).not.toMatchObject({ id: first.id });
    expect(await listed(group)).toHaveLength(2);
    value(await group.library.removeDocument({ ...who(group), docId: (await listed(group))[1]?.id ?? "" }));
    await isOne(group);
  });

  it("[L71] tries a document again that failed, under its id and with nothing left of before", async () => {
    const group = await newClass();
    let isWell = false;
    await setPages(group, async (_text, from) => {
      if (from > 1 && !isWell) throw new Error("the isolate ran out of memory");
    });
    let skippedMs = 0;
    await runInDurableObject(group.library, (object: ClassLibrary) => {
      object.now = () => Date.now() + skippedMs;
    });
    const text = Array.from({ length: 80 }, (_, i) => `Page ${i} is about theme${i}.`).join("\f");
    const first = await put(group, text, "a.pdf");
    await until("failed", async () => {
      skippedMs += 60_000;
      await runDurableObjectAlarm(group.library);
      return (await one(group, first.id)).status === "failed";
    });
    await until("[L86] half of it is gone", async () => {
      await runDurableObjectAlarm(group.library);
      const { chunk, page, terms } = await leftOf(group);
      return chunk === 0 && page === 0 && terms === 0;
    });
    isWell = true;
    expect(await put(group, text, "b.pdf")).toMatchObject({ id: first.id, status: "queued" });
    await until("read at last", async () => {
      await runDurableObjectAlarm(group.library);
      return (await one(group, first.id)).status === "ready";
    });
    expect(await one(group, first.id)).toMatchObject({ pages: 80, error: null });
    expect(await search(group, "theme79")).toHaveLength(1);
    await isOne(group);
  });

  it("[L72] is one document when both end together, and when one is removed in between", async () => {
    const group = await newClass();
    await setPages(group);
    for (const round of [1, 2, 3]) {
      const text = `The cell divides in round ${round}.`;
      const twins = (await Promise.all([1, 2, 3, 4].map(() => upload(group, text)))).map((made) => value(made).id);
      expect(new Set(twins).size).toBe(1);
      expect(await listed(group)).toHaveLength(1);
      await settled(group, twins[0] ?? "");
      const [removed, again] = await Promise.all([
        group.library.removeDocument({ ...who(group), docId: twins[0] ?? "" }),
        upload(group, text),
      ]);
      expect([removed.ok, again.ok]).toEqual([true, true]);
      // The upload may have come before the removal, or after it.
      for (const { id } of await listed(group)) value(await group.library.removeDocument({ ...who(group), docId: id }));
      await nothingLeft(group);
    }
  });

  it("[L70] whose hash is not known is a document of its own", async () => {
    const group = await newClass();
    const upload = async () => {
      const begun = await group.library.beginUpload({ ...who(group), name: "a.md", mediaType: "", bytes: 3 });
      const { docId, key } = value(begun);
      await env.FILES.put(key, "abc");
      return value(await group.library.finishUpload({ ...who(group), docId, bytes: 3 })).id;
    };
    expect(await upload()).not.toBe(await upload());
  });
});

describe("a new version", () => {
  const PAGES = [
    "Mitosis has four phases.",
    "Meiosis halves the chromosomes.",
    "The spindle is built of microtubules.",
  ];
  const OLD = PAGES.join("\f");
  const NEW = ["A new preface.", PAGES[0], "Meiosis was explained anew.", PAGES[2]].join("\f");

  it("[L73] is read unseen, then stands under the same id, and of the old one nothing is found", async () => {
    const group = await newClass();
    const { open, passed } = gate();
    await setPages(group, (text) => (text === NEW ? passed : Promise.resolve()));
    const other = await put(group, "Another document.", "first.txt");
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    await put(group, "A third document.", "third.txt");
    const before = await search(group, "meiosis chromosomes", id);
    const told = value(await upload(group, NEW, { name: "new.pdf", replaces: id }));
    expect(told).toMatchObject({
      id,
      name: "old.pdf",
      status: "ready",
      pages: 3,
      update: { progress: 0, error: null },
    });
    expect(await search(group, "preface", id)).toEqual([]);
    expect(await search(group, "meiosis chromosomes", id)).toEqual(before);
    expect(await listed(group)).toHaveLength(3);
    expect(value(await group.library.check({ ...who(group), docId: id })).class.documentCount).toBe(3);
    open();
    expect(await updated(group, id)).toMatchObject({ id, name: "new.pdf", status: "ready", pages: 4, update: null });
    expect((await listed(group)).map((document) => document.id)).toEqual([other.id, id, expect.any(String)]);
    expect((await search(group, "preface"))[0]).toMatchObject({ documentId: id, documentName: "new.pdf", page: 1 });
    expect(await search(group, "halves")).toEqual([]);
    const file = value(await group.library.fileOf({ ...who(group), docId: id }));
    expect(await (await env.FILES.get(file.key))?.text()).toBe(NEW);
    expect(file).toMatchObject({ name: "new.pdf", bytes: NEW.length });
    for (const { id: docId } of await listed(group))
      if (docId !== id) value(await group.library.removeDocument({ ...who(group), docId }));
    await isOne(group);
    expect(await leftOf(group)).toMatchObject({ page: 4, chunk: 4, kept: 2 });
    value(await group.library.removeDocument({ ...who(group), docId: id }));
    await nothingLeft(group);
  });

  it("[L75] keeps the ids of chunks whose text stands, gives none to another text, and tells where they stand", async () => {
    const group = await newClass();
    await setPages(group);
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    const [first, second, third] = await Promise.all([1, 2, 3].map((page) => chunksOf(group, id, page)));
    const ids = [first, second, third].map((chunks) => chunks?.[0]?.chunkId ?? "");
    value(await upload(group, NEW, { replaces: id }));
    await updated(group, id);
    expect(await standing(group, ids)).toEqual([
      { chunkId: ids[0], page: 2, pageLabel: null },
      { chunkId: ids[1], page: null, pageLabel: null },
      { chunkId: ids[2], page: 4, pageLabel: null },
    ]);
    const now = await Promise.all([1, 2, 3, 4].map((page) => chunksOf(group, id, page)));
    expect([now[1]?.[0]?.chunkId, now[3]?.[0]?.chunkId]).toEqual([ids[0], ids[2]]);
    expect(now[1]?.[0]?.text).toBe(first?.[0]?.text);
    const found = value(await group.library.chunks({ ...who(group), chunkIds: ids }));
    expect(found.map(({ text, page }) => [text, page])).toEqual([
      [PAGES[0], 2],
      [PAGES[2], 4],
    ]);
    // Back to the first text: what was gone does not come back under the id that it had.
    value(await upload(group, OLD, { replaces: id }));
    await updated(group, id);
    expect((await standing(group, ids)).map(({ page }) => page)).toEqual([1, null, 3]);
    const texts = new Map<string, string>();
    for (const page of [1, 2, 3]) {
      for (const { chunkId, text } of await chunksOf(group, id, page)) {
        expect(texts.get(chunkId) ?? text).toBe(text);
        texts.set(chunkId, text);
        expect((await standing(group, [chunkId]))[0]?.page).toBe(page);
      }
    }
    expect(texts.size).toBe(3);
    expect(await standing(group, [`${id}-4`, `${id}-999`, "nonsense", `${"0".repeat(32)}-0`])).toEqual([
      { chunkId: `${id}-4`, page: null, pageLabel: null },
      { chunkId: `${id}-999`, page: null, pageLabel: null },
      { chunkId: `${"0".repeat(32)}-0`, page: null, pageLabel: null },
    ]);
  });

  it("[L76] that was begun last wins, whichever ends first", async () => {
    const group = await newClass();
    await setPages(group);
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    const begin = async (text: string) => {
      const asked = { ...who(group), name: `${text}.pdf`, mediaType: "", bytes: text.length, replaces: id };
      const { docId, key } = value(await group.library.beginUpload(asked));
      await env.FILES.put(key, text);
      return async () =>
        value(await group.library.finishUpload({ ...who(group), docId, bytes: text.length, hash: text }));
    };
    const [endFirst, endSecond] = [await begin("The first."), await begin("The second.")];
    await endSecond();
    expect(await endFirst()).toMatchObject({ id });
    expect(await updated(group, id)).toMatchObject({ name: "The second..pdf" });
    const [endThird, endFourth] = [await begin("The third."), await begin("The fourth.")];
    await endThird();
    await endFourth();
    await updated(group, id);
    expect(await search(group, "third")).toEqual([]);
    expect((await search(group, "fourth"))[0]).toMatchObject({ documentId: id });
    await isOne(group);
  });

  it("[L76] with the bytes that stand changes nothing, but overtakes what waits", async () => {
    const group = await newClass();
    const { passed, open } = gate();
    const state = { begun: false, ended: false };
    await setPages(group, async (text) => {
      if (text !== NEW) return;
      state.begun = true;
      await passed;
      state.ended = true;
    });
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    const [chunk] = await chunksOf(group, id, 1);
    expect(value(await upload(group, OLD, { replaces: id }))).toMatchObject({ id, update: null });
    value(await upload(group, NEW, { replaces: id }));
    await until("it is being read", () => state.begun);
    expect(value(await upload(group, OLD, { replaces: id }))).toMatchObject({ id, update: null });
    open();
    await until("it was read in vain", () => state.ended);
    expect(await one(group, id)).toMatchObject({ pages: 3, name: "old.pdf" });
    expect(await chunksOf(group, id, 1)).toEqual([chunk]);
    await isOne(group);
  });

  it("[L77] [W79] that cannot be read leaves the document as it was, and tells why until there is another", async () => {
    const group = await newClass();
    await setPages(group);
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    value(await upload(group, "broken", { name: "new.pdf", replaces: id }));
    const told = { id, name: "old.pdf", status: "ready", pages: 3 };
    const update = { error: "This file is damaged.", code: "broken" };
    expect(await updated(group, id)).toMatchObject({ ...told, update });
    expect(await search(group, "halves")).toHaveLength(1);
    await isOne(group);
    value(await upload(group, NEW, { replaces: id }));
    expect(await updated(group, id)).toMatchObject({ status: "ready", pages: 4, update: null });
    value(await upload(group, "broken again", { replaces: id }));
    await updated(group, id);
    const change = { update: null };
    expect(value(await group.library.changeDocument({ ...who(group), docId: id, change }))).toMatchObject(change);
    await isOne(group);
  });

  it("[L77] that is taken back while it is read leaves nothing, and the document as it was", async () => {
    const group = await newClass();
    const { open, passed } = gate();
    await setPages(group, (text) => (text === NEW ? passed : Promise.resolve()));
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    value(await upload(group, NEW, { replaces: id }));
    const change = { update: null };
    expect(value(await group.library.changeDocument({ ...who(group), docId: id, change }))).toMatchObject({
      name: "old.pdf",
      update: null,
    });
    open();
    await isOne(group);
    expect(await one(group, id)).toMatchObject({ name: "old.pdf", pages: 3, update: null });
  });

  it("[L73] of a document that is not read yet, or failed, takes its place at once", async () => {
    const group = await newClass();
    const { open, passed } = gate();
    await setPages(group, (text) => (text === OLD ? passed : Promise.resolve()));
    const { id } = await put(group, OLD, "old.pdf");
    expect(value(await upload(group, NEW, { name: "new.pdf", replaces: id }))).toMatchObject({ id, status: "queued" });
    open();
    expect(await settled(group, id)).toMatchObject({ status: "ready", name: "new.pdf", pages: 4 });
    await isOne(group);
    expect(await leftOf(group)).toMatchObject({ page: 4, chunk: 4 });
  });

  it("[L73] of what is not there is refused, and leaves nothing", async () => {
    const [group, other] = [await newClass(), await newClass()];
    await setPages(group);
    await setPages(other);
    const theirs = await settled(other, (await put(other, "Theirs.")).id);
    for (const replaces of [theirs.id, "0".repeat(32)])
      expect(await upload(group, NEW, { replaces })).toMatchObject({ ok: false, failure: { code: "not-found" } });
    const { id } = await settled(group, (await put(group, OLD)).id);
    const asked = { ...who(group), name: "a.pdf", mediaType: "", bytes: 3, replaces: id };
    const { docId, key } = value(await group.library.beginUpload(asked));
    await env.FILES.put(key, "new");
    value(await group.library.removeDocument({ ...who(group), docId: id }));
    expect(await group.library.finishUpload({ ...who(group), docId, bytes: 3, hash: "h" })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    await nothingLeft(group);
  });

  it("[L9] goes with its document, in whatever state it is", async () => {
    const group = await newClass();
    const { open, passed } = gate();
    await setPages(group, (text) => (text === NEW ? passed : Promise.resolve()));
    const { id } = await settled(group, (await put(group, OLD, "old.pdf")).id);
    value(await upload(group, NEW, { replaces: id }));
    value(await group.library.removeDocument({ ...who(group), docId: id }));
    open();
    await nothingLeft(group);
    expect(await listed(group)).toEqual([]);
  });

  it("[L74] killed at any moment, one text or the other stands whole, at last the new one", async () => {
    const group = await newClass();
    const text = (word: string) => Array.from({ length: 60 }, (_, i) => `${word} page ${i} of ${word}.`).join("\f");
    const slowly = () => setPages(group, () => new Promise((resolve) => setTimeout(resolve, 15)));
    await slowly();
    const { id } = await settled(group, (await put(group, text("old"), "old.pdf")).id);
    value(await upload(group, text("new"), { name: "new.pdf", replaces: id }));
    for (let kills = 0; (await one(group, id)).name !== "new.pdf"; kills += 1) {
      const found = await search(group, "old new", id);
      expect(new Set(found.map((passage) => passage.text.split(" ")[0])).size).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, (kills * 7) % 40));
      if (kills < 10) {
        await kill(group);
        await slowly();
      }
      await runDurableObjectAlarm(group.library).catch(() => undefined);
    }
    expect((await search(group, "page 59", id))[0]?.text).toBe("new page 59 of new.");
    await isOne(group);
    expect(await leftOf(group)).toMatchObject({ page: 60, chunk: 60 });
  });
});
