/**
 * Most scans and many exported PDFs keep all pages in one flat list, each page beside its picture, all over the file. To find
 * one, pdf.js reads every entry of that list, and with it a piece of each part of the file. This makes an update to the file,
 * in memory, as PDF allows them at its end: a list whose entries say that they are one page each, so that only the pages
 * that are looked at are read. Pure but for the reading; whatever is not exactly as expected is left as it is.
 */

export type PageRef = { num: number; gen: number };

export type TreeUpdate = {
  /** To be read behind the file's own bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The pages' objects, in order: the update hides them from those who look for a page's number. */
  pages: readonly PageRef[];
};

type Read = (begin: number, end: number) => Promise<Uint8Array>;

/** With fewer pages nothing is gained. */
const LEAST_PAGES = 24;
const MOST_PAGES = 20_000;
/** Bytes that an object of the file's structure may have. */
const MOST_OBJECT = 512 * 1024;
/** Tables that a file which was updated may have. */
const MOST_TABLES = 16;
const ENTRY = 20;

/** The update, or null for a file that needs none or cannot be read so. */
export async function updateOfFlatTree(length: number, read: Read): Promise<TreeUpdate | null> {
  const file: File = { length, text: async (begin, end) => latin1(await read(begin, Math.min(end, length))) };
  const start = startOf(await file.text(Math.max(0, length - 2_048), length));
  const tables = start === null ? null : await tablesOf(file, start);
  if (start === null || tables === null) return null;
  const trailer = tables[0]?.trailer;
  const size = Number(trailer?.get("Size"));
  const root = await dictOf(file, tables, refOf(trailer?.get("Root")));
  const top = refOf(root?.get("Pages"));
  const tree = await dictOf(file, tables, top);
  if (!trailer || !tree || !top || !Number.isInteger(size)) return null;
  const pages = refsOf(tree.get("Kids"));
  if (!pages || pages.length < LEAST_PAGES || pages.length > MOST_PAGES) return null;
  if (Number(tree.get("Count")) !== pages.length) return null;
  return { bytes: updateOf({ length, start, size, trailer, top, tree, pages }), pages };
}

type File = { length: number; text: (begin: number, end: number) => Promise<string> };
type Dict = Map<string, string>;
type Table = { trailer: Dict; offsetOf: (num: number) => Promise<number | null> };

function startOf(tail: string): number | null {
  const match = /startxref\s+(\d{1,12})\s+%%EOF\s*$/.exec(tail);
  return match ? Number(match[1]) : null;
}

/** The newest table first; null where one of them is of another kind. */
async function tablesOf(file: File, start: number): Promise<Table[] | null> {
  const tables: Table[] = [];
  for (let at: number | null = start; at !== null; ) {
    const table: (Table & { previous: number | null }) | null = await tableAt(file, at);
    if (table === null || tables.length >= MOST_TABLES) return null;
    tables.push(table);
    at = table.previous;
  }
  return tables;
}

async function tableAt(file: File, start: number): Promise<(Table & { previous: number | null }) | null> {
  const parts: { first: number; count: number; at: number }[] = [];
  let at = start;
  let text = await file.text(at, at + 1_024);
  const begin = /^\s*xref\s+/.exec(text);
  if (!begin) return null;
  at += begin[0].length;
  for (;;) {
    text = await file.text(at, at + 64);
    const head = /^(\d{1,8}) (\d{1,8})\s*?\r?\n/.exec(text);
    if (!head) break;
    const count = Number(head[2]);
    parts.push({ first: Number(head[1]), count, at: at + head[0].length });
    at += head[0].length + count * ENTRY;
    if (parts.length > 1_000 || at > file.length) return null;
  }
  const trailer = await dictAt(file, at, /^\s*trailer\s*/);
  if (!trailer || trailer.has("XRefStm")) return null;
  const previous = trailer.get("Prev");
  if (previous !== undefined && !/^\d{1,12}$/.test(previous)) return null;
  return {
    trailer,
    previous: previous === undefined ? null : Number(previous),
    offsetOf: async (num) => {
      const part = parts.find(({ first, count }) => num >= first && num < first + count);
      if (!part) return null;
      const entryAt = part.at + (num - part.first) * ENTRY;
      const entry = /^(\d{10}) \d{5} n/.exec(await file.text(entryAt, entryAt + ENTRY));
      return entry ? Number(entry[1]) : null;
    },
  };
}

/** The dictionary that an object is. */
async function dictOf(file: File, tables: readonly Table[], ref: PageRef | null): Promise<Dict | null> {
  if (!ref) return null;
  for (const table of tables) {
    const offset = await table.offsetOf(ref.num);
    if (offset !== null) return dictAt(file, offset, new RegExp(`^\\s*${ref.num}\\s+${ref.gen}\\s+obj\\s*`));
  }
  return null;
}

/** The dictionary behind these words. */
async function dictAt(file: File, at: number, lead: RegExp): Promise<Dict | null> {
  for (let room = 4_096; room <= MOST_OBJECT; room *= 8) {
    const text = await file.text(at, at + room);
    const head = lead.exec(text);
    if (!head) return null;
    const dict = entriesOf(text, head[0].length);
    if (dict) return dict;
    if (at + room >= file.length) return null;
  }
  return null;
}

/** One value of PDF's syntax, as far as dictionaries of a file's structure have them. */
const TOKEN =
  /\s+|%[^\r\n]*|<<|>>|\[|\]|\/[^\s()<>[\]{}/%]*|<[0-9A-Fa-f\s]*>|\((?:[^\\()]|\\[\s\S])*\)|[^\s()<>[\]{}/%]+/y;

/** The entries of the dictionary at `at`, each value as it is written; null where it does not end or is not understood. */
function entriesOf(text: string, at: number): Dict | null {
  const dict: Dict = new Map();
  let depth = 0;
  let name: string | null = null;
  let from = 0;
  const put = (to: number) => {
    if (name !== null) dict.set(name, text.slice(from, to).trim());
  };
  TOKEN.lastIndex = at;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [part] = token;
    const before = TOKEN.lastIndex - part.length;
    if (part === ">>" || part === "]") depth--;
    if (depth === 0) {
      if (part !== ">>") {
        if (part !== "<<") return null;
        depth = 1;
        continue;
      }
      put(before);
      return dict;
    }
    // A name is a key when a value stands between it and the last one.
    if (depth === 1 && part.startsWith("/") && (name === null || text.slice(from, before).trim() !== "")) {
      put(before);
      name = part.slice(1);
      from = TOKEN.lastIndex;
    }
    if (part === "<<" || part === "[") depth++;
  }
  return null;
}

function refOf(value: string | undefined): PageRef | null {
  const match = /^(\d{1,8})\s+(\d{1,5})\s+R$/.exec(value ?? "");
  return match ? { num: Number(match[1]), gen: Number(match[2]) } : null;
}

function refsOf(value: string | undefined): PageRef[] | null {
  if (!value || !/^\[(?:\s*\d{1,8}\s+\d{1,5}\s+R)*\s*\]$/.test(value)) return null;
  return [...value.matchAll(/(\d+)\s+(\d+)\s+R/g)].map(([, num, gen]) => ({ num: Number(num), gen: Number(gen) }));
}

function updateOf(p: {
  length: number;
  start: number;
  size: number;
  trailer: Dict;
  top: PageRef;
  tree: Dict;
  pages: readonly PageRef[];
}): Uint8Array<ArrayBuffer> {
  const { length, start, size, trailer, top, tree, pages } = p;
  let text = "\n";
  const entry = (gen: number) =>
    `${String(length + text.length).padStart(10, "0")} ${String(gen).padStart(5, "0")} n \n`;
  const kept = [...tree]
    .filter(([name]) => name !== "Kids" && name !== "Count")
    .map(([name, value]) => `/${name} ${value}`);
  const topEntry = entry(top.gen);
  const kids = pages.map((_, i) => `${size + i} 0 R`).join(" ");
  text += `${top.num} ${top.gen} obj\n<< ${kept.join(" ")} /Kids [${kids}] /Count ${pages.length} >>\nendobj\n`;
  const entries: string[] = [];
  for (const [i, { num, gen }] of pages.entries()) {
    entries.push(entry(0));
    text += `${size + i} 0 obj\n<< /Type /Pages /Parent ${top.num} ${top.gen} R /Kids [${num} ${gen} R] /Count 1 >>\nendobj\n`;
  }
  const begin = length + text.length;
  const rest = [...trailer]
    .filter(([name]) => name !== "Size" && name !== "Prev")
    .map(([name, value]) => `/${name} ${value}`);
  text += `xref\n${top.num} 1\n${topEntry}${size} ${pages.length}\n${entries.join("")}`;
  text += `trailer\n<< ${rest.join(" ")} /Size ${size + pages.length} /Prev ${start} >>\nstartxref\n${begin}\n%%EOF\n`;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Bytes as letters of the same value: what a PDF's structure is written in. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
}
