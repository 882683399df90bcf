import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/library/change.ts";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { matchExpression, tokenize } from "../../src/library/tokenize.ts";
import { until } from "../support/worker/chat.ts";
import {
  book,
  type Group,
  newClass,
  put,
  search,
  setPages,
  setParser,
  settled,
  upload,
  value,
  who,
} from "../support/worker/library.ts";

const change = (group: Group, docId: string, what: Change) =>
  group.library.changeDocument({ ...who(group), docId, change: what });
const one = async (group: Group, docId: string) => value(await group.library.document({ ...who(group), docId }));
const read = (author: string) => async (pages: { from: number; to: number }) => ({
  ...(await book(3)(pages)),
  ...(pages.from === 1 ? { bibliography: { author, title: "A book", year: "2019" } } : {}),
});

describe("what a student says of a document", () => {
  it("[L78] its reference is the line that the file gives, or the student's own, which survives a new version", async () => {
    const group = await newClass();
    await setParser(group, read("Smith, J."));
    const { id } = await settled(group, (await put(group, "%PDF-1", "book.pdf")).id);
    const line = (await one(group, id)).reference;
    expect(line).toBe("Smith (2019). A book.");
    expect((await search(group, "theme2"))[0]?.reference).toBe(line);
    value(await change(group, id, { reference: "  Smith (2019),\n A book. " }));
    expect((await one(group, id)).reference).toBe("Smith (2019), A book.");
    expect((await search(group, "theme2"))[0]?.reference).toBe("Smith (2019), A book.");
    await setParser(group, read("Jones, K."));
    value(await upload(group, "%PDF-2", { name: "second.pdf", replaces: id }));
    await until("the new version", async () => (await one(group, id)).name === "second.pdf");
    expect((await one(group, id)).reference).toBe("Smith (2019), A book.");
    for (const reference of ["", null]) {
      const back = value(await change(group, id, { reference }));
      expect(back.reference).toBe("Jones (2019). A book.");
    }
  });

  it("[L79] its name is found at once where it is shown, soon in the index, and survives a new version", async () => {
    const group = await newClass();
    await setParser(group, book(400));
    const { id } = await settled(group, (await put(group, "%PDF-1", "book.pdf")).id);
    expect(await search(group, "cytology")).toEqual([]);
    expect(value(await change(group, id, { name: " Cytology\u202e / part 1 " }))).toMatchObject({
      name: "Cytology - part 1",
    });
    expect((await search(group, "theme2"))[0]?.documentName).toBe("Cytology - part 1");
    const file = value(await group.library.fileOf({ ...who(group), docId: id }));
    expect(file.name).toBe("Cytology - part 1.pdf");
    await until("the index knows it", async () => {
      await runDurableObjectAlarm(group.library);
      return runInDurableObject(group.library, (_object: ClassLibrary, state) => {
        const titled = "SELECT COUNT(*) AS n FROM chunk_index WHERE chunk_index MATCH ?";
        const known = state.storage.sql.exec<{ n: number }>(titled, matchExpression(tokenize("cytology"))).one().n;
        const all = state.storage.sql.exec<{ chunks: number }>("SELECT chunks FROM document").one().chunks;
        return all > 400 && known === all;
      });
    });
    await setPages(group);
    value(await upload(group, "The cell.\fThe spindle.", { name: "second.pdf", replaces: id }));
    await until("the new version", async () => (await one(group, id)).pages === 2);
    expect((await one(group, id)).name).toBe("Cytology - part 1");
    expect((await search(group, "cytology"))[0]).toMatchObject({ documentId: id });
  });

  it("[L79] a name that is given while a new version is read is that one's too", async () => {
    const group = await newClass();
    let open = () => {};
    const passed = new Promise<void>((resolve) => {
      open = resolve;
    });
    await setPages(group, (text) => (text.startsWith("New") ? passed : Promise.resolve()));
    const { id } = await settled(group, (await put(group, "Old.", "old.pdf")).id);
    value(await upload(group, "New.", { name: "new.pdf", replaces: id }));
    value(await change(group, id, { name: "Cytology" }));
    open();
    await until("the new version", async () => (await search(group, "new")).length > 0);
    expect(await one(group, id)).toMatchObject({ name: "Cytology", update: null });
    expect((await search(group, "cytology"))[0]).toMatchObject({ documentName: "Cytology", text: "New." });
  });

  it("[L80] a change of nothing, or to nothing, is refused", async () => {
    const group = await newClass();
    const { id } = await settled(group, (await put(group, "Cells divide.")).id);
    for (const what of [{}, { name: "\u200b" }, { name: " \n" }])
      expect(await change(group, id, what)).toMatchObject({ ok: false, failure: { code: "bad-request" } });
    expect(
      await group.library.changeDocument({ userId: "e".repeat(32), docId: id, change: { name: "mine" } }),
    ).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    for (const name of ["..", "con", "a".repeat(200), "😀".repeat(100)]) value(await change(group, id, { name }));
  });
});
