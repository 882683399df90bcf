import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import firstMigration from "../../migrations/library/0001-library.sql";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { IndexStore, SPAN } from "../../src/library/index-store.ts";
import { NumberStore } from "../../src/library/number-store.ts";
import { LibraryStore } from "../../src/library/store.ts";
import { migrate } from "../../src/migrate.ts";
import { chunkReferenceShape, pageShape } from "../../src/protocol.ts";
import { rectsOf } from "../../src/rects.ts";
import { courier, pdfOf } from "../support/tiny-pdf.ts";
import { until } from "../support/worker/chat.ts";
import { clientOf, tokenFor } from "../support/worker/http.ts";

const idIn = (value: unknown) => (value as { id: string }).id;
const PAGE = [
  "Mitosis has four phases: prophase, metaphase, anaphase",
  "and telophase. It divides one nucleus into two.",
];

describe("the places of a page's text", () => {
  it("[L55] come with the page, its label and the boxes of its chunks; passages carry the label", async () => {
    const call = clientOf(await tokenFor("eve"));
    const classId = idIn((await call("POST", "/classes", { name: "Biology" })).json.class);
    const bytes = pdfOf([{ content: courier(["Preface"], 72, 700) }, { content: courier(PAGE, 72, 700), turned: 1 }], {
      catalog: "/PageLabels << /Nums [0 << /S /r /St 9 >>] >>",
    });
    const library = env.CLASS_LIBRARY.getByName(classId);
    const { id: userId } = (await call("GET", "/me")).json.user as { id: string };
    const begun = await library.beginUpload({
      userId,
      name: "a.pdf",
      mediaType: "application/pdf",
      bytes: bytes.length,
    });
    if (!begun.ok) throw new Error(begun.failure.code);
    await env.FILES.put(begun.value.key, bytes);
    await library.finishUpload({ userId, docId: begun.value.docId, bytes: bytes.length });
    const documents = `/classes/${classId}/documents`;
    await until("it is ready", async () => {
      const { document } = (await call("GET", `${documents}/${begun.value.docId}`)).json;
      return (document as { status: string }).status === "ready";
    });

    const page = pageShape.parse((await call("GET", `${documents}/${begun.value.docId}/pages/2`)).json);
    expect(page).toMatchObject({ page: 2, label: "x", size: { width: 792, height: 612 } });
    const [chunk] = page.chunks;
    const { start = 0, end = 0, rects } = chunk ?? {};
    expect(page.text.slice(start, end)).toContain("anaphase and telophase");
    expect(rects).toEqual(rectsOf(page.spans ?? [], start, end));
    expect(rects).toHaveLength(2);
    // A page that is turned to the right shows its lines downwards, the first one at the right.
    expect(page.spans?.map(([, , , , , , way]) => way)).toEqual([1, 1]);
    expect(rects?.[0]?.[0]).toBeGreaterThan(rects?.[1]?.[0] ?? 0);

    const found = (await call("GET", `/classes/${classId}/search?q=telophase`)).json.chunks as unknown[];
    expect(chunkReferenceShape.parse(found[0])).toMatchObject({ page: 2, pageLabel: "x" });
  });

  it("[L55] are none for pages without, and for those that were stored before", async () => {
    const library = env.CLASS_LIBRARY.getByName(crypto.randomUUID().replaceAll("-", ""));
    await runInDurableObject(library, (_object: ClassLibrary, { storage }) => {
      migrate(storage, [firstMigration]);
      storage.sql.exec("INSERT INTO page VALUES (?, ?)", SPAN + 1, "stored before");
      new LibraryStore(storage).open();
      const index = new IndexStore(storage.sql);
      index.add({ seq: 1, title: "a" }, [{ page: 2, text: "without", headings: [] }], [], 0);
      for (const [page, text] of [
        [1, "stored before"],
        [2, "without"],
      ] as const)
        expect(index.page(1, page, 0)).toEqual({ text, label: null, layout: null, chunks: [] });
    });
  });

  it("[T83] are nothing that code before them trips over, nor anything that it leaves behind", async () => {
    const library = env.CLASS_LIBRARY.getByName(crypto.randomUUID().replaceAll("-", ""));
    await runInDurableObject(library, (_object: ClassLibrary, { storage }) => {
      const { sql } = storage;
      new LibraryStore(storage).create("c".repeat(32), "owner", "Biology", 0);
      const layout = { width: 600, height: 800, spans: [0, 4, 10, 10, 40, 10, 0] };
      const page = { page: 1, text: "text", headings: [], label: "i", layout };
      const index = new IndexStore(sql);
      index.add({ seq: 1, title: "a" }, [page], [{ page: 1, start: 0, end: 4, headings: [], text: "text" }], 0);
      new NumberStore(sql).keepNumber(1, 0, 7);
      // As it was written when these tables had no companions.
      sql.exec("INSERT INTO page VALUES (?, ?)", SPAN + 2, "older code");
      sql.exec("DELETE FROM chunk WHERE id BETWEEN ? AND ?", SPAN, 2 * SPAN - 1);
      sql.exec("DELETE FROM page WHERE id BETWEEN ? AND ?", SPAN, 2 * SPAN - 1);
      for (const table of ["page_place", "kept_number"])
        expect(sql.exec(`SELECT COUNT(*) AS rows FROM ${table}`).one().rows).toBe(0);
    });
  });
});
