/**
 * ZIP as a container of documents: the directory at its end, and its entries inflated one at a time in pieces.
 * What a header claims is never believed: bytes are counted as they really come out, against bounds for an entry, the file
 * and the ratio, and must have the length and checksum that were promised. Archives in archives are never opened.
 */
import { Inflate } from "fflate";
import { damaged, Unreadable } from "./unreadable.ts";

/** Entries of one archive. A large course book has some thousands. */
export const MAX_ENTRIES = 10_000;
/** Bytes that one entry, and all that are read together, may really inflate to. */
export const MAX_ENTRY_BYTES = 100_000_000;
export const MAX_INFLATED_BYTES = 200_000_000;
/** Real tables pack to a hundredth; what packs better is made to. Looked at from `RATIO_FROM` inflated bytes on. */
const MAX_RATIO = 250;
const RATIO_FROM = 4_000_000;
/** Packed bytes inflated in one step: at most a thousand times as much comes out before it is counted. */
const STEP = 8_192;

type Entry = { method: number; crc: number; packed: number; size: number; at: number };

export type Archive = {
  has(name: string): boolean;
  names(): IterableIterator<string>;
  /** The bytes of an entry in pieces, none of which is kept. Throws `Unreadable`. */
  pieces(name: string): Generator<Uint8Array>;
};

/** Reads the directory of an archive. Throws `Unreadable` for what is not one, or not an honest one. */
export function openArchive(bytes: Uint8Array): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view);
  let left = MAX_INFLATED_BYTES;
  return {
    has: (name) => entries.has(name),
    names: () => entries.keys(),
    *pieces(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw damaged();
      const data = packedBytes(bytes, view, entry);
      let size = 0;
      let crc = -1;
      for (const piece of entry.method === 0 ? [data] : inflated(data)) {
        size += piece.length;
        left -= piece.length;
        if (size > MAX_ENTRY_BYTES || left < 0 || (size > RATIO_FROM && size > entry.packed * MAX_RATIO))
          throw tooLarge();
        if (size > entry.size) throw damaged();
        crc = checksum(piece, crc);
        yield piece;
      }
      if (size !== entry.size || (crc ^ -1) >>> 0 !== entry.crc) throw damaged();
    },
  };
}

const tooLarge = () =>
  new Unreadable("too-large", "This file unpacks to far more than can be read. Please upload it in parts or as a PDF.");

function readDirectory(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const { count, start, end } = findDirectory(view);
  if (count > MAX_ENTRIES)
    throw new Unreadable("too-large", `This file is packed from more than ${MAX_ENTRIES} parts, which is too many.`);
  const entries = new Map<string, Entry>();
  const names = new TextDecoder();
  let at = start;
  let packedTotal = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw damaged();
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) throw damaged();
    if ((flags & 0x2041) !== 0) throw new Unreadable("encrypted", ENCRYPTED);
    const name = names.decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll("\\", "/");
    if (!isPlainName(name)) throw new Unreadable("broken", "This file holds parts with names that are not allowed.");
    const entry = withLongSizes(view, at, {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    packedTotal += entry.packed;
    // Entries that share their bytes make much of little.
    if (packedTotal > start) throw damaged();
    if (!name.endsWith("/")) entries.set(name, entry);
    at = next;
  }
  return entries;
}

const ENCRYPTED = "This file is protected by a password. Please remove the protection and upload it again.";

/** Names that stay within the archive and hold nothing invisible. */
function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  return name !== "" && !/[\u0000-\u001f\u007f]|^\/|^[a-z]:|(?:^|\/)\.\.(?:\/|$)/i.test(name);
}

/** Where the directory is: the record at the very end says it, of which a comment may follow. */
function findDirectory(view: DataView): { count: number; start: number; end: number } {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    let count = view.getUint16(at + 10, true);
    let size = view.getUint32(at + 12, true);
    let start = view.getUint32(at + 16, true);
    let end = at;
    if ((count === 0xffff || start === 0xffffffff) && at >= 76 && view.getUint32(at - 20, true) === 0x07064b50) {
      const long = Number(view.getBigUint64(at - 12, true));
      if (!(long + 56 <= at) || view.getUint32(long, true) !== 0x06064b50) throw damaged();
      count = Number(view.getBigUint64(long + 32, true));
      size = Number(view.getBigUint64(long + 40, true));
      start = Number(view.getBigUint64(long + 48, true));
      end = long;
    }
    if (start + size > end) throw damaged();
    return { count, start, end: start + size };
  }
  throw new Unreadable("broken", "This file is cut off or damaged. Please export or download it again.");
}

/** Sizes of four gigabytes and more stand elsewhere; some programs write all of them there. */
function withLongSizes(view: DataView, at: number, entry: Entry): Entry {
  let extra = at + 46 + view.getUint16(at + 28, true);
  const end = extra + view.getUint16(at + 30, true);
  while (extra + 4 <= end) {
    const length = view.getUint16(extra + 2, true);
    if (view.getUint16(extra, true) === 1 && extra + 4 + length <= end) {
      let field = extra + 4;
      const long = { ...entry };
      for (const key of ["size", "packed", "at"] as const) {
        if (entry[key] !== 0xffffffff) continue;
        if (field + 8 > extra + 4 + length) throw damaged();
        long[key] = Number(view.getBigUint64(field, true));
        field += 8;
      }
      return long;
    }
    extra += 4 + length;
  }
  return entry;
}

/** The bytes of an entry as they are stored. */
function packedBytes(bytes: Uint8Array, view: DataView, { at, packed, method }: Entry): Uint8Array {
  if (method !== 0 && method !== 8)
    throw new Unreadable("unsupported", "This file is packed in an unusual way. Please save it again or as a PDF.");
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw damaged();
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + packed > bytes.length) throw damaged();
  return bytes.subarray(start, start + packed);
}

function* inflated(data: Uint8Array): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  for (let at = 0; at < data.length || at === 0; at += STEP) {
    try {
      inflate.push(data.subarray(at, at + STEP), at + STEP >= data.length);
    } catch {
      throw damaged();
    }
    yield* ready;
    ready = [];
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function checksum(piece: Uint8Array, before: number): number {
  let crc = before;
  for (const byte of piece) crc = (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return crc;
}
