/**
 * What is in folders that were dropped: the documents in all of their depth, and how much of the rest was left out. Bounded, since a
 * folder may be a whole disk. What counts as a document is decided by names alone, so nothing else is opened.
 */
import { inOrder, kindOf, named } from "./state/folder-files.ts";

export type FolderFiles =
  | { state: "too-many" }
  | {
      state: "read";
      files: File[];
      hidden: number;
      /** The names of what is of another kind. */
      other: string[];
      /** Files and folders that the browser could not open. */
      closed: number;
    };

/** So many documents are added at once; */
export const MOST_DOCUMENTS = 500;
/** so many entries are looked at for them, */
const MOST_ENTRIES = 20_000;
/** so deep. */
const MOST_DEPTH = 40;

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** Reads them; what is hidden stays closed. */
export async function readFolders(folders: readonly FileSystemEntry[]): Promise<FolderFiles> {
  const found: { path: string; entry: FileSystemFileEntry }[] = [];
  const other: string[] = [];
  let [hidden, closed, seen] = [0, 0, 0];
  const open = folders.map((entry) => ({ entry, path: entry.name, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { entry, path, depth } = next;
    if (++seen > MOST_ENTRIES || found.length > MOST_DOCUMENTS || depth > MOST_DEPTH) return { state: "too-many" };
    const kind = kindOf(entry.name);
    if (kind === "hidden") hidden++;
    else if (isFolder(entry)) {
      const inside = await entriesOf(entry.createReader(), MOST_ENTRIES - seen).catch(() => null);
      if (inside === null) closed++;
      for (const one of inside ?? []) open.push({ entry: one, path: `${path}/${one.name}`, depth: depth + 1 });
    } else if (kind === "document" && isFile(entry)) found.push({ path, entry });
    else other.push(entry.name);
  }
  if (found.length > MOST_DOCUMENTS) return { state: "too-many" };
  const ordered = inOrder(found);
  const names = named(ordered.map(({ path }) => path));
  const files: File[] = [];
  for (const [index, { entry }] of ordered.entries()) {
    const file = await fileOf(entry).catch(() => null);
    if (file === null) closed++;
    else files.push(called(file, names[index] ?? file.name));
  }
  return { state: "read", files, hidden, other, closed };
}

/** All entries of a folder; one more than `most` is enough to know that there are too many. */
async function entriesOf(reader: FileSystemDirectoryReader, most: number): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  while (all.length <= most) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((done, failed) => entry.file(done, failed));

/** The same bytes under another name; nothing is read for it. */
function called(file: File, name: string): File {
  if (file.name === name) return file;
  return new File([file], name, { type: file.type, lastModified: file.lastModified });
}
