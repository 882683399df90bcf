/**
 * HTML: the words that a reader of the page sees, with a line per block and the headings found; scripts, styles and
 * navigation are left out. Tokenised by htmlparser2, entities included; nothing is run or loaded, nesting costs no stack.
 */
import { Parser } from "htmlparser2";
import { MetaTags } from "./html-meta.ts";
import { numeral } from "./numerals.ts";
import type { Properties } from "./ooxml.ts";
import type { Heading } from "./parsed.ts";

const DROPPED = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "iframe",
  "object",
  "nav",
  "select",
  "button",
  "dialog",
  "annotation",
]);
const PARAGRAPHS = new Set([
  "p",
  "div",
  "section",
  "article",
  "main",
  "header",
  "footer",
  "aside",
  "ul",
  "ol",
  "dl",
  "table",
  "blockquote",
  "pre",
  "figure",
  "figcaption",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "body",
  "form",
  "details",
  "address",
  "hr",
]);
const LINES = new Set(["li", "tr", "dt", "dd", "br", "caption", "summary", "option", "thead", "tbody"]);

/**
 * The readable text of a page, its title and its headings. `all`: navigation too, for pages that are nothing else;
 * `isXhtml`: an element may close itself, as in the chapters of a book.
 */
export function readHtml(
  source: string,
  { all = false, isXhtml = false }: { all?: boolean; isXhtml?: boolean } = {},
): { text: string; title: string | null; said: Properties; headings: Heading[] } {
  const page = new Page();
  const metas = new MetaTags();
  let dropped = 0;
  let dropping: string | null = null;
  let inTitle = false;
  let title = "";
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === "title") inTitle = true;
        if (name === "meta") metas.take(attributes);
        if (!VOID.has(name)) page.depth += 1;
        if (dropping !== null) {
          if (name === dropping) dropped += 1;
          return;
        }
        if ((DROPPED.has(name) && !(all && name === "nav")) || ("hidden" in attributes && !VOID.has(name))) {
          dropping = name;
          dropped = 1;
          return;
        }
        page.open(name, attributes);
        if (name === "img" && attributes.alt?.trim()) page.write(` ${attributes.alt} `);
      },
      ontext(data) {
        if (inTitle) title += data;
        else if (dropping === null) page.write(data);
      },
      onclosetag(name) {
        if (name === "title") inTitle = false;
        if (!VOID.has(name)) page.depth -= 1;
        if (dropping === null) page.close(name);
        else if (name === dropping) {
          dropped -= 1;
          if (dropped === 0) dropping = null;
        }
      },
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: isXhtml, recognizeCDATA: isXhtml },
  );
  // Open elements cost the tokeniser more the more there are: past any real page's depth the rest is left out.
  for (let at = 0; at < source.length && page.depth <= MAX_DEPTH; at += STEP) parser.write(source.slice(at, at + STEP));
  if (page.depth <= MAX_DEPTH) parser.end();
  const named = title.replace(/\s+/g, " ").trim().slice(0, 300);
  const own = named === "" ? null : named;
  return { ...page.end(), title: own, said: metas.said(own) };
}

const MAX_DEPTH = 2_000;
/** Characters that are read between two looks at the depth. */
const STEP = 16_384;

const VOID = new Set(["br", "hr", "img", "input", "meta", "link", "col", "wbr"]);

function whole(written: string | undefined, otherwise: number): number {
  const number = Number.parseInt(written ?? "", 10);
  return Number.isSafeInteger(number) ? number : otherwise;
}

/** The encoding that a page names in its first kilobyte, as browsers look for it. */
export function declaredCharset(bytes: Uint8Array): string | null {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, 1024));
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]?.toLowerCase() ?? null;
}

/** Collects text; white space is one space, but for line ends between blocks and for all of it in `pre`. */
class Page {
  /** Elements that are open. */
  depth = 0;
  #parts: string[] = [];
  #length = 0;
  #last = "\n";
  #pre = 0;
  /** Open lists; `next` is what a numbered one counts to. */
  #lists: { next: number | null; format: string }[] = [];
  #headings: Heading[] = [];
  /** The heading that is open, and the number of its first part. */
  #heading: { start: number; level: number; from: number } | null = null;

  #add(text: string) {
    if (text === "") return;
    this.#parts.push(text);
    this.#length += text.length;
    this.#last = (this.#last + text).slice(-2);
  }

  #breakLine(wanted: 1 | 2) {
    if (this.#length === 0) return;
    const have = this.#last.endsWith("\n\n") ? 2 : this.#last.endsWith("\n") ? 1 : 0;
    if (have < wanted) this.#add("\n".repeat(wanted - have));
  }

  open(name: string, attributes: Readonly<Record<string, string>>) {
    if (PARAGRAPHS.has(name)) this.#breakLine(2);
    else if (LINES.has(name)) this.#breakLine(1);
    else if ((name === "td" || name === "th") && !this.#last.endsWith("\n")) this.#add(" | ");
    if (name === "ol" || name === "ul" || name === "menu")
      this.#lists.push({ next: name === "ol" ? whole(attributes.start, 1) : null, format: attributes.type ?? "1" });
    if (name === "li") this.#add(`${this.#bullet(attributes.value)} `);
    if (name === "pre") this.#pre += 1;
    if (/^h[1-6]$/.test(name)) {
      this.#heading = { start: this.#length, level: Number(name[1]), from: this.#parts.length };
    }
  }

  /** A dash, or the number of an item in a numbered list. */
  #bullet(value: string | undefined): string {
    const list = this.#lists.at(-1);
    if (list === undefined || list.next === null) return "-";
    const number = whole(value, list.next);
    list.next = number + 1;
    return `${numeral(number, list.format)}.`;
  }

  close(name: string) {
    if (name === "ol" || name === "ul" || name === "menu") this.#lists.pop();
    if (name === "pre") this.#pre = Math.max(0, this.#pre - 1);
    if (/^h[1-6]$/.test(name) && this.#heading !== null) {
      const { start, level, from } = this.#heading;
      const title = this.#parts.slice(from).join("").replace(/\s+/g, " ").trim();
      if (title !== "") this.#headings.push({ start, level, title: title.slice(0, 200) });
      this.#heading = null;
    }
    if (PARAGRAPHS.has(name)) this.#breakLine(2);
    else if (LINES.has(name)) this.#breakLine(1);
  }

  write(data: string) {
    const clean = data.replace(/\u00AD/g, "").toWellFormed();
    if (this.#pre > 0) return this.#add(clean);
    const text = clean.replace(/[^\S\u00A0]+/g, " ");
    this.#add(/[\s]$/.test(this.#last) || this.#length === 0 ? text.trimStart() : text);
  }

  end(): { text: string; headings: Heading[] } {
    const text = this.#parts.join("");
    return { text, headings: this.#headings };
  }
}
