import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { strToU8, zipSync } from "fflate";
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
  settled,
  upload,
  value,
  who,
} from "../support/worker/library.ts";

const zip = (files: Record<string, string>) =>
  new Uint8Array(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
const listed = async (group: Group) => value(await group.library.documents(who(group)));
const one = async (group: Group, docId: string) => value(await group.library.document({ ...who(group), docId }));

/** Waits until an archive has come apart or failed, and all that came out of it is read. */
async function unpacked(group: Group, docId: string): Promise<Document> {
  await until("unpacked", async () => {
    await runDurableObjectAlarm(group.library).catch(() => undefined);
    const all = [await one(group, docId), ...(await listed(group))];
    return all.every(({ status }) => status === "ready" || status === "failed");
  });
  return one(group, docId);
}

/** Something that happens before each document is taken out. */
const whenTakingOut = (group: Group, act: (index: number, object: ClassLibrary) => Promise<void>) =>
  runInDurableObject(group.library, (object: ClassLibrary) => {
    const { parser } = object;
    const extract = async (p: Parameters<ClassLibrary["parser"]["extract"]>[0]) => {
      await act(p.index, object);
      return parser.extract(p);
    };
    const { parse, list }: Pick<ClassLibrary["parser"], "parse" | "list"> = {
      parse: (p) => parser.parse(p),
      list: (p) => parser.list(p),
    };
    object.parser = { parse, list, extract } as ClassLibrary["parser"];
  });

/** Lets a day pass for the object. */
const later = (group: Group, ms: number) =>
  runInDurableObject(group.library, (object: ClassLibrary) => {
    object.now = () => Date.now() + ms;
  });

describe("an archive", () => {
  it("[L81] comes apart into its documents, each of which is found", async () => {
    const group = await newClass();
    const bytes = zip({
      "week 1/notes.md": "# Mitosis\n\nMitosis has four phases.",
      "week 2/notes.md": "# Meiosis\n\nMeiosis halves the chromosomes.",
      "reading.txt": "The spindle is built of microtubules.",
      "week 1/.DS_Store": "junk",
    });
    const archive = await put(group, bytes, "course.zip");
    const end = await unpacked(group, archive.id);
    expect(end).toMatchObject({ status: "ready", progress: 1, contains: 3, skipped: [], pages: null });
    const documents = await listed(group);
    expect(documents.map(({ name, status }) => [name, status]).sort()).toEqual([
      ["reading.txt", "ready"],
      ["week 1 – notes.md", "ready"],
      ["week 2 – notes.md", "ready"],
    ]);
    expect((await search(group, "halves chromosomes"))[0]?.documentName).toBe("week 2 – notes.md");
    for (const { id: docId } of documents) {
      const file = value(await group.library.fileOf({ ...who(group), docId }));
      expect((await env.FILES.get(file.key))?.size).toBe(file.bytes);
    }
    expect(value(await group.library.check({ ...who(group), docId: null })).class.documentCount).toBe(3);
    await until("its own bytes are gone", async () => (await leftOf(group)).files === 3);
    expect(await leftOf(group)).toMatchObject({ document: 4, entry: 0 });
    // It answers for a day and is nothing else: no file, no pages, no document of a chat.
    expect(await group.library.fileOf({ ...who(group), docId: archive.id })).toMatchObject({ ok: false });
    expect(await group.library.check({ ...who(group), docId: archive.id })).toMatchObject({ ok: false });
    await later(group, 25 * 3_600_000);
    await until("it is forgotten", async () => {
      await runDurableObjectAlarm(group.library);
      return (await leftOf(group)).document === 3;
    });
    expect(await group.library.document({ ...who(group), docId: archive.id })).toMatchObject({ ok: false });
  });

  it("[L81] [W80] tells how many are out, and is processing meanwhile", async () => {
    const group = await newClass();
    const seen: number[] = [];
    const told: Document["unpacking"][] = [];
    await whenTakingOut(group, async (_index, object) => {
      const { progress, unpacking } = value(object.document({ ...who(group), docId: archive.id }));
      seen.push(progress);
      told.push(unpacking);
    });
    const files = Object.fromEntries([1, 2, 3, 4].map((n) => [`${n}.txt`, `This is text number ${n}.`]));
    const archive = await put(group, zip(files), "four.zip");
    await unpacked(group, archive.id);
    expect(seen).toEqual([0, 0.25, 0.5, 0.75]);
    expect(told).toEqual([0, 1, 2, 3].map((taken) => ({ taken, of: 4 })));
  });

  it("[L83] [W79] tells what is no document, and why; one that cannot be taken out is listed as failed", async () => {
    const group = await newClass();
    const bytes = zip({ "a.txt": "Cells divide.", "picture.png": "\u0089PNG....", "inner.zip": "PK\u0003\u0004" });
    const archive = await put(group, bytes, "mixed.zip");
    const end = await unpacked(group, archive.id);
    expect(end.contains).toBe(1);
    expect(end.skipped?.map(({ name }) => name).sort()).toEqual(["inner.zip", "picture.png"]);
    for (const { error } of end.skipped ?? []) expect(error).toMatch(/^[A-Z].+\.$/);
    expect(end.skipped?.map(({ code }) => code).sort()).toEqual(["archive-nested", "disguised"]);

    const lying = zip({ "b.txt": "Cells divide here too.", "c.txt": "And here it is damaged." });
    // The checksum of the second entry is not that of its bytes any more.
    const at = new TextDecoder("latin1").decode(lying).lastIndexOf("PK\u0001\u0002") + 16;
    lying[at] = (lying[at] ?? 0) ^ 0xff;
    const second = await put(group, lying, "lying.zip");
    expect(await unpacked(group, second.id)).toMatchObject({ status: "ready", contains: 2 });
    const failed = (await listed(group)).filter(({ status }) => status === "failed");
    expect(failed).toMatchObject([{ name: "c.txt", error: expect.stringMatching(/^[A-Z].+\.$/) }]);
    await until("nothing of it is stored", async () => (await leftOf(group)).files === 2);
  });

  it("[L83] in which nothing can be read fails with a sentence", async () => {
    const group = await newClass();
    for (const name of ["a.png", "__MACOSX/a"]) {
      const files = { [name]: "\u0089PNG...." };
      const failed = await unpacked(group, (await put(group, zip(files), "none.zip")).id);
      expect(failed).toMatchObject({ status: "failed", error: expect.stringMatching(/^[A-Z].+\.$/) });
    }
    expect(await leftOf(group)).toMatchObject({ document: 2, entry: 0 });
  });

  it("[L84] brings no file twice: what the class has already, or the archive has twice, is one document", async () => {
    const group = await newClass();
    const known = await settled(group, (await put(group, "Cells divide.", "known.txt")).id);
    const bytes = zip({ "a.txt": "Cells divide.", "b.txt": "Cells grow.", "c.txt": "Cells grow." });
    expect(await unpacked(group, (await put(group, bytes, "course.zip")).id)).toMatchObject({ contains: 3 });
    expect((await listed(group)).map(({ name }) => name)).toEqual(["known.txt", "b.txt"]);
    // The same archive again brings nothing, and what was removed meanwhile.
    value(await group.library.removeDocument({ ...who(group), docId: known.id }));
    await unpacked(group, (await put(group, bytes, "course.zip")).id);
    expect((await listed(group)).map(({ name }) => name)).toEqual(["b.txt", "a.txt"]);
    await until("two files", async () => (await leftOf(group)).files === 2);
  });

  it("[L84] has room for as many documents as the class has", async () => {
    const group = await newClass();
    await settled(group, (await put(group, "Some text.")).id);
    await runInDurableObject(group.library, (_object: ClassLibrary, state) => {
      state.storage.sql.exec("UPDATE document SET bytes = 4999999000");
    });
    const bytes = zip({ "a.txt": "Cells divide.", "b.txt": `Cells grow. ${"x".repeat(2_000)}`, "c.txt": "Cells die." });
    const end = await unpacked(group, (await put(group, bytes, "course.zip")).id);
    expect(end).toMatchObject({ contains: 2, skipped: [{ name: "b.txt", error: expect.stringContaining("room") }] });
  });

  it("[L84] takes no place of a document itself: the last place is for what comes out", async () => {
    const group = await newClass();
    await runInDurableObject(group.library, (_object: ClassLibrary, { storage }) => {
      storage.transactionSync(() => {
        for (let i = 1; i < 2_000; i += 1)
          storage.sql.exec(
            `INSERT INTO document (id, name, media_type, bytes, state, created_at, read_pages, open_headings, chunks, tokens,
               embedded, tries) VALUES (?, 'a', '', 0, 'failed', 0, 0, '[]', 0, 0, 0, 0)`,
            i.toString(16).padStart(32, "0"),
          );
      });
    });
    const archive = await put(group, zip({ "a.txt": "Cells divide.", "b.txt": "Cells grow." }), "course.zip");
    expect(await unpacked(group, archive.id)).toMatchObject({
      contains: 1,
      skipped: [{ name: "b.txt", error: expect.stringContaining("room") }],
    });
  });

  it("[L85] that is removed brings no more, and leaves what came out", async () => {
    const group = await newClass();
    let [isHeld, isRemoved] = [() => {}, () => {}];
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const removed = new Promise<void>((resolve) => {
      isRemoved = resolve;
    });
    await whenTakingOut(group, async (index) => {
      if (index !== 1) return;
      isHeld();
      await removed;
    });
    const bytes = zip({ "a.txt": "Cells divide.", "b.txt": "Cells grow.", "c.txt": "Cells die." });
    const archive = await put(group, bytes, "course.zip");
    await held;
    value(await group.library.removeDocument({ ...who(group), docId: archive.id }));
    isRemoved();
    await until("only the first is left", async () => {
      await runDurableObjectAlarm(group.library);
      const { document, files, entry, due } = await leftOf(group);
      return document === 1 && files === 1 && entry === 0 && due === 0;
    });
    expect(await listed(group)).toMatchObject([{ name: "a.txt", status: "ready" }]);
    value(await group.library.removeDocument({ ...who(group), docId: (await listed(group))[0]?.id ?? "" }));
    await nothingLeft(group);
  });

  it("[L82] killed at any moment, every document comes out once", async () => {
    const group = await newClass();
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}.txt`, `Here is theme${n} alone.`]));
    const archive = await put(group, zip(files), "course.zip");
    for (let kills = 0; kills < 10; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5 + ((kills * 17) % 50)));
      await kill(group);
      await runDurableObjectAlarm(group.library).catch(() => undefined);
    }
    expect(await unpacked(group, archive.id)).toMatchObject({ status: "ready", contains: 12, skipped: [] });
    expect((await listed(group)).map(({ name }) => name).sort()).toEqual(Object.keys(files).sort());
    for (const n of [0, 5, 11]) expect(await search(group, `theme${n}`)).toHaveLength(1);
    await until("twelve files", async () => (await leftOf(group)).files === 12);
  });

  it("[L81] is no new version of a document, and cannot be replaced while it comes apart", async () => {
    const group = await newClass();
    const { id } = await settled(group, (await put(group, "Cells divide.", "a.txt")).id);
    value(await upload(group, zip({ "b.txt": "Cells grow." }), { name: "b.zip", replaces: id }));
    await until("refused", async () => (await one(group, id)).update?.error !== null);
    expect(await one(group, id)).toMatchObject({ status: "ready", name: "a.txt" });
    expect((await one(group, id)).update).toMatchObject({
      error: expect.stringContaining("archive"),
      code: "archive-as-version",
    });
  });
});
