/** What a page of the web says of itself in its `meta` elements, as publishers, libraries and blogs fill them. */
import type { Properties } from "./ooxml.ts";

/** Names of `meta` elements, the surest first. */
const TITLE = ["citation_title", "dc.title", "dcterms.title", "og:title"];
const AUTHOR = ["citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author", "article:author"];
const DATE = [
  "citation_publication_date",
  "citation_date",
  "citation_year",
  "dc.date",
  "dcterms.date",
  "dcterms.issued",
  "article:published_time",
  "date",
];
const KNOWN = new Set([...TITLE, ...AUTHOR, ...DATE]);
/** Elements of one name that are kept: a paper has an author in each. */
const MAX_SAME = 30;

export class MetaTags {
  readonly #contents = new Map<string, string[]>();

  take({ name, property, content }: Readonly<Record<string, string | undefined>>): void {
    const key = (name ?? property ?? "").toLowerCase();
    const text = (content ?? "").replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
    if (!KNOWN.has(key) || text === "") return;
    const own = this.#contents.get(key) ?? [];
    if (own.length < MAX_SAME) this.#contents.set(key, [...own, text]);
  }

  /** `title`: that of the page, for one that says no better. */
  said(title: string | null): Properties {
    const first = (names: readonly string[]) =>
      this.#contents.get(names.find((name) => this.#contents.has(name)) ?? "");
    const authors = first(AUTHOR)?.filter((author) => !/^https?:/.test(author));
    return {
      title: first(TITLE)?.[0] ?? title,
      author: authors?.join("; ") || null,
      year: first(DATE)?.[0] ?? null,
    };
  }
}
