/**
 * XML as a stream of elements and text, for the parts of packed documents. Tokenised by htmlparser2, which knows the five
 * entities of XML and expands no others; a document type with declarations of its own is refused unread. Depth and the
 * length of any one thing are bounded. Names come with the prefix that this reader gives to a namespace, whatever the file calls it.
 */
import { Parser } from "htmlparser2";
import { damaged, Unreadable } from "./unreadable.ts";

export type XmlHandlers = {
  /** `false`: the element is of no interest, with all that is in it; it is not closed either. */
  open?(name: string, attributes: Readonly<Record<string, string>>): boolean | undefined;
  text?(data: string): void;
  close?(name: string): void;
};

/** Real documents nest a table in a table in a text box; none comes near. */
const MAX_DEPTH = 400;
/** UTF-16 units that an attribute, a tag, a comment may have together. */
const MAX_TOKEN = 2_000_000;
const STEP = 65_536;

/** Reads a whole part. Throws `Unreadable` for what is not XML, is cut off, or is made to harm. */
export function readXml(pieces: Iterable<Uint8Array>, handlers: XmlHandlers): void {
  const names = new Names();
  const skippedAt: number[] = [];
  let depth = 0;
  let silent = 0;
  let elements = 0;
  const parser = new Parser(
    {
      onopentag(raw, attributes) {
        silent = 0;
        depth += 1;
        elements += 1;
        if (depth > MAX_DEPTH) throw new Unreadable("broken", "This file is nested too deeply to be read.");
        if (skippedAt.length > 0) return;
        names.enter(depth, attributes);
        if (handlers.open?.(names.of(raw), names.attributes(attributes)) === false) skippedAt.push(depth);
      },
      ontext(data) {
        silent = 0;
        if (depth > 0 && skippedAt.length === 0) handlers.text?.(data);
      },
      onclosetag(raw) {
        silent = 0;
        if (skippedAt.length === 0) handlers.close?.(names.of(raw));
        else if (skippedAt[0] === depth) skippedAt.pop();
        names.leave(depth);
        depth -= 1;
      },
      onprocessinginstruction(name, data) {
        if (/^!doctype$/i.test(name) && data.includes("["))
          throw new Unreadable("broken", "This file declares its own entities, which is not allowed in a document.");
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for (const text of decoded(pieces)) {
    for (let at = 0; at < text.length; at += STEP) {
      const part = text.slice(at, at + STEP);
      silent += part.length;
      if (silent > MAX_TOKEN) throw damaged();
      parser.write(part);
    }
  }
  const open = depth;
  if (elements === 0 || open !== 0) throw damaged();
  parser.end();
}

/** Text of a part's bytes: UTF-8 but for a mark or a declaration that says otherwise. */
function* decoded(pieces: Iterable<Uint8Array>): Generator<string> {
  let decoder: TextDecoder | null = null;
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    if (decoder === null) {
      decoder = new TextDecoder(encodingOf(piece));
      const text = decoder.decode(piece, { stream: true });
      if (!/^\s*</.test(text)) throw damaged();
      yield text;
    } else yield decoder.decode(piece, { stream: true });
  }
  if (decoder !== null) yield decoder.decode();
}

function encodingOf(piece: Uint8Array): string {
  const [first, second] = piece;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  const declared = /^[^>]{0,200}?encoding\s*=\s*["']([\w-]{1,40})["']/.exec(
    new TextDecoder("windows-1252").decode(piece.subarray(0, 256)),
  )?.[1];
  try {
    return new TextDecoder(declared ?? "utf-8").encoding;
  } catch {
    return "utf-8";
  }
}

/** The prefixes that the readers know namespaces by; the two editions of Office's names are one. */
const KNOWN: [RegExp, string][] = [
  [/(?:openxmlformats\.org|ooxml)\/wordprocessingml\/(?:2006\/)?main$/, "w"],
  [/(?:openxmlformats\.org|ooxml)\/drawingml\/(?:2006\/)?main$/, "a"],
  [/(?:openxmlformats\.org|ooxml)\/presentationml\/(?:2006\/)?main$/, "p"],
  [/(?:openxmlformats\.org|ooxml)\/spreadsheetml\/(?:2006\/)?main$/, "s"],
  [/(?:openxmlformats\.org|ooxml)\/officeDocument\/(?:2006\/)?relationships$/, "r"],
  [/(?:openxmlformats\.org|ooxml)\/officeDocument\/(?:2006\/)?math$/, "m"],
  [/(?:openxmlformats\.org|ooxml)\/drawingml\/(?:2006\/)?chart$/, "c"],
  [/(?:openxmlformats\.org|ooxml)\/drawingml\/(?:2006\/)?diagram$/, "dgm"],
  [/markup-compatibility\/2006$/, "mc"],
  [/package\/(?:2006\/)?relationships$/, ""],
  [/package\/(?:2006\/)?content-types$/, ""],
  [/opendocument:xmlns:office:1\.0$/, "office"],
  [/opendocument:xmlns:text:1\.0$/, "text"],
  [/opendocument:xmlns:table:1\.0$/, "table"],
  [/opendocument:xmlns:drawing:1\.0$/, "draw"],
  [/opendocument:xmlns:presentation:1\.0$/, "presentation"],
  [/opendocument:xmlns:style:1\.0$/, "style"],
  [/opendocument:xmlns:meta:1\.0$/, "meta"],
  [/opendocument:xmlns:manifest:1\.0$/, "manifest"],
  [/opendocument:xmlns:svg-compatible:1\.0$/, "svg"],
  [/opendocument:xmlns:container$/, ""],
  [/purl\.org\/dc\/elements\/1\.1\/$/, "dc"],
  [/idpf\.org\/2007\/opf$/, "opf"],
  [/daisy\.org\/z3986\/2005\/ncx\/$/, "ncx"],
  [/w3\.org\/1998\/Math\/MathML$/, "math"],
  [/w3\.org\/1999\/xlink$/, "xlink"],
  [/w3\.org\/1999\/xhtml$/, ""],
];

/** Names with the readers' prefixes. Declarations hold for the element that makes them and what is in it. */
class Names {
  #prefixes = new Map<string, string>();
  #cache = new Map<string, string>();
  #restore: { depth: number; prefixes: Map<string, string> }[] = [];

  enter(depth: number, attributes: Readonly<Record<string, string>>) {
    let own: Map<string, string> | null = null;
    for (const name in attributes) {
      if (!name.startsWith("xmlns")) continue;
      own ??= new Map(this.#prefixes);
      const prefix = name === "xmlns" ? "" : name.slice(6);
      const known = KNOWN.find(([pattern]) => pattern.test(attributes[name] ?? ""));
      if (own.size < 200) own.set(prefix, known?.[1] ?? prefix);
    }
    if (own === null) return;
    this.#restore.push({ depth, prefixes: this.#prefixes });
    this.#prefixes = own;
    this.#cache.clear();
  }

  leave(depth: number) {
    const last = this.#restore.at(-1);
    if (last?.depth !== depth) return;
    this.#restore.pop();
    this.#prefixes = last.prefixes;
    this.#cache.clear();
  }

  of(raw: string): string {
    const cached = this.#cache.get(raw);
    if (cached !== undefined) return cached;
    const colon = raw.indexOf(":");
    const prefix = raw.slice(0, Math.max(colon, 0));
    const known = this.#prefixes.get(prefix) ?? prefix;
    const name = known === "" ? raw.slice(colon + 1) : `${known}:${raw.slice(colon + 1)}`;
    if (this.#cache.size < 2_000) this.#cache.set(raw, name);
    return name;
  }

  attributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    // An attribute without a prefix has no namespace.
    let isPlain = true;
    for (const name in attributes) if (name.includes(":")) isPlain = false;
    if (isPlain) return attributes;
    const named: Record<string, string> = {};
    for (const name in attributes) named[name.includes(":") ? this.of(name) : name] = attributes[name] ?? "";
    return named;
  }
}
