/** ZIP archives made for a test, honest or not. */
import { crc32, deflateRawSync } from "node:zlib";

export type ZipEntry = {
  /** Bytes: a name that is not in UTF-8. */
  name: string | Uint8Array;
  data: string | Uint8Array;
  /** Kept as it is instead of packed. */
  isStored?: boolean;
  /** What the directory says instead of the truth. */
  claims?: {
    size?: number;
    packed?: number;
    crc?: number;
    flags?: number;
    method?: number;
    at?: number;
    mode?: number;
  };
};

const encoder = new TextEncoder();

/** The bytes of an archive. `count`: what its end says instead of the number of entries. */
export function zipOf(entries: readonly ZipEntry[], count = entries.length): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, isStored = false, claims = {} } of entries) {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    const packed = isStored ? bytes : new Uint8Array(deflateRawSync(bytes));
    const written = typeof name === "string" ? encoder.encode(name) : name;
    const common = [
      20,
      claims.flags ?? (typeof name === "string" ? 0x800 : 0),
      claims.method ?? (isStored ? 0 : 8),
      0,
      33,
      claims.crc ?? crc32(bytes),
      claims.packed ?? packed.length,
      claims.size ?? bytes.length,
      written.length,
      0,
    ];
    const local = fields([[0x04034b50, 4], ...common.map((value, i): Field => [value, WIDTHS[i] ?? 2])]);
    const entry = fields([
      [0x02014b50, 4],
      [claims.mode === undefined ? 20 : 0x0314, 2],
      ...common.map((value, i): Field => [value, WIDTHS[i] ?? 2]),
      [0, 2],
      [0, 2],
      [0, 2],
      [(claims.mode ?? 0) * 65_536, 4],
      [claims.at ?? at, 4],
    ]);
    parts.push(local, written, packed);
    directory.push(entry, written);
    at += local.length + written.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = fields([
    [0x06054b50, 4],
    [0, 4],
    [count, 2],
    [count, 2],
    [size, 4],
    [at, 4],
    [0, 2],
  ]);
  return join([...parts, ...directory, end]);
}

type Field = [value: number, width: number];
const WIDTHS = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2];

function fields(list: readonly Field[]): Uint8Array {
  return new Uint8Array(
    list.flatMap(([value, width]) => Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) % 256)),
  );
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A Word document around the given body, with further parts. */
export function docxOf(body: string, parts: Readonly<Record<string, string>> = {}): ZipEntry[] {
  return officeOf("word/document.xml", "wordprocessingml.document", {
    "word/document.xml": `<w:document ${W}><w:body>${body}</w:body></w:document>`,
    ...parts,
  });
}

/** Names and relationships that an Office package needs; `parts` are its own. */
export function officeOf(main: string, type: string, parts: Readonly<Record<string, string>>): ZipEntry[] {
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`;
  return Object.entries({
    "[Content_Types].xml": types,
    "_rels/.rels": relationships({ rId1: ["officeDocument", main] }),
    ...parts,
  }).map(([name, data]) => ({ name, data }));
}

/** A `.rels` part: id to type and target. */
export function relationships(list: Readonly<Record<string, readonly [type: string, target: string]>>): string {
  const each = Object.entries(list).map(
    ([id, [type, target]]) => `<Relationship Id="${id}" Type="${OFFICE}/relationships/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join("")}</Relationships>`;
}

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
export const W = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="${OFFICE}/math" xmlns:r="${OFFICE}/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`;
export const P = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE}/relationships"`;
export const S = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}/relationships"`;
