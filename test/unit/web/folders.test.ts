/** Folders that were dropped, as a browser gives them but made up. */
import { describe, expect, it } from "vitest";
import { MOST_DOCUMENTS, readFolders } from "../../../web/folders.ts";
import { kindsOf } from "../../../web/state/folder-files.ts";

type Tree = { [name: string]: Tree | "file" | "closed" };

/** It gives a hundred entries at a time, as Chromium does, and in no order. */
function entryOf(name: string, what: Tree[string], opened: string[]): FileSystemEntry {
  if (typeof what === "string") {
    const file = (done: (file: File) => void, failed: (cause: unknown) => void) => {
      opened.push(name);
      if (what === "closed") failed(new DOMException("gone", "NotFoundError"));
      else done(new File([name], name, { lastModified: 7 }));
    };
    return Object.assign(Object.create(null), { name, isFile: true, isDirectory: false, file });
  }
  const createReader = () => {
    opened.push(name);
    const left = Object.entries(what).reverse();
    const readEntries = (done: (some: FileSystemEntry[]) => void) =>
      done(left.splice(0, 100).map(([inside, one]) => entryOf(inside, one, opened)));
    return { readEntries };
  };
  return Object.assign(Object.create(null), { name, isFile: false, isDirectory: true, createReader });
}

async function read(tree: Tree) {
  const opened: string[] = [];
  const found = await readFolders(Object.entries(tree).map(([name, what]) => entryOf(name, what, opened)));
  return { opened, ...found, files: found.state === "read" ? found.files.map(({ name }) => name) : [] };
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.pdf`, "file" as const]));

describe("a folder that is dropped on a class", () => {
  it("[W121] gives the documents in all of its depth, in the order of their names, and opens nothing else", async () => {
    const found = await read({
      Biology: {
        "week 10": { "slides.PDF": "file" },
        "week 2": { "photo.png": "file", more: { "deep.docx": "file" }, "a.md": "file" },
        ".git": { "notes.md": "file" },
        __MACOSX: { "b.pdf": "file" },
        ".DS_Store": "file",
        "~$essay.docx": "file",
        "Thumbs.db": "file",
        "film.mp4": "file",
        "gone.pdf": "closed",
      },
    });
    expect(found).toEqual({
      state: "read",
      files: ["a.md", "deep.docx", "slides.PDF"],
      hidden: 5,
      other: expect.arrayContaining(["photo.png", "film.mp4"]),
      closed: 1,
      opened: expect.not.arrayContaining(["photo.png", ".git", "film.mp4", "__MACOSX", ".DS_Store"]),
    });
  });

  it("[W121] tells documents of one name apart by their folders", async () => {
    const { files } = await read({ Law: { a: { "notes.md": "file" }, b: { "notes.md": "file", "c.md": "file" } } });
    expect(files).toEqual(["Law – a – notes.md", "c.md", "Law – b – notes.md"]);
  });

  it("[W121] adds nothing when it holds too much, and does not look for the end of it", async () => {
    expect((await read({ a: many(MOST_DOCUMENTS) })).files).toHaveLength(MOST_DOCUMENTS);
    expect(await read({ a: many(MOST_DOCUMENTS + 1) })).toMatchObject({ state: "too-many", opened: ["a"] });
    let endless: Tree = { "end.pdf": "file" };
    for (let depth = 0; depth < 60; depth++) endless = { deep: endless };
    expect((await read(endless)).state).toBe("too-many");
    const photos = Object.fromEntries(Array.from({ length: 21_000 }, (_, i) => [`${i}.jpg`, "file" as const]));
    expect((await read({ photos })).state).toBe("too-many");
  });

  it("[W121] names the kinds that were left out, the most frequent first", () => {
    expect(kindsOf(["a.png", "b.mp4", "c.PNG", "Makefile"])).toEqual([".png", ".mp4", "Makefile"]);
    expect(kindsOf(["a.b", "a.c", "a.d", "a.e", "a.f", "a.g"])).toEqual([".b", ".c", ".d", ".e", ".f", "…"]);
  });
});
