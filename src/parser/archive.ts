/**
 * ZIP as a container of one document: its parts by name, inflated one at a time in pieces.
 * What a header claims is never believed: bytes are counted as they really come out, against bounds for an entry, the file
 * and the ratio, and must have the length and checksum that were promised. Archives in archives are never opened.
 */
import { Inflate } from "fflate";
import { damaged, Unreadable } from "./unreadable.ts";
import { readDirectory, type ZipEntry } from "./zip-directory.ts";

/** Bytes that one entry, and all that are read together, may really inflate to. */
export const MAX_ENTRY_BYTES = 100_000_000;
export const MAX_INFLATED_BYTES = 200_000_000;
/** Real tables pack to a hundredth; what packs better is made to. Looked at from `RATIO_FROM` inflated bytes on. */
const MAX_RATIO = 250;
const RATIO_FROM = 4_000_000;
/** Packed bytes inflated in one step: at most a thousand times as much comes out before it is counted. */
const STEP = 8_192;

export type Archive = {
  has(name: string): boolean;
  names(): IterableIterator<string>;
  /** The bytes of an entry in pieces, none of which is kept. Throws `Unreadable`. */
  pieces(name: string): Generator<Uint8Array>;
};

/** Opens a document that is packed. Throws `Unreadable` for an archive that is not an honest one. */
export function openArchive(bytes: Uint8Array): Archive {
  const entries = new Map<string, ZipEntry>();
  const names = new TextDecoder();
  for (const entry of readDirectory(bytes)) {
    if (entry.isEncrypted) throw new Unreadable("encrypted", ENCRYPTED);
    const name = names.decode(entry.name).replaceAll("\\", "/");
    if (!isPlainName(name)) throw new Unreadable("broken", "This file holds parts with names that are not allowed.");
    if (!name.endsWith("/")) entries.set(name, entry);
  }
  let left = MAX_INFLATED_BYTES;
  return {
    has: (name) => entries.has(name),
    names: () => entries.keys(),
    *pieces(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw damaged();
      for (const piece of inflateEntry(bytes, entry)) {
        left -= piece.length;
        if (left < 0) throw tooLarge();
        yield piece;
      }
    },
  };
}

/** The bytes of an entry in pieces, as long as they are what its header promises. Throws `Unreadable`. */
export function* inflateEntry(bytes: Uint8Array, entry: ZipEntry, step = STEP): Generator<Uint8Array> {
  const data = packedBytes(bytes, entry);
  let size = 0;
  let crc = -1;
  for (const piece of entry.method === 0 ? [data] : inflated(data, step)) {
    size += piece.length;
    if (size > MAX_ENTRY_BYTES || (size > RATIO_FROM && size > entry.packed * MAX_RATIO)) throw tooLarge();
    if (size > entry.size) throw damaged();
    crc = checksum(piece, crc);
    yield piece;
  }
  if (size !== entry.size || (crc ^ -1) >>> 0 !== entry.crc) throw damaged();
}

const tooLarge = () =>
  new Unreadable("too-large", "This file unpacks to far more than can be read. Please upload it in parts or as a PDF.");

export const ENCRYPTED = "This file is protected by a password. Please remove the protection and upload it again.";

/** Names that stay within the archive and hold nothing invisible. */
function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  return name !== "" && !/[\u0000-\u001f\u007f]|^\/|^[a-z]:|(?:^|\/)\.\.(?:\/|$)/i.test(name);
}

/** The bytes of an entry as they are stored. */
function packedBytes(bytes: Uint8Array, { at, packed, method }: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (method !== 0 && method !== 8)
    throw new Unreadable("unsupported", "This file is packed in an unusual way. Please save it again or as a PDF.");
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw damaged();
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + packed > bytes.length) throw damaged();
  return bytes.subarray(start, start + packed);
}

function* inflated(data: Uint8Array, step: number): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  for (let at = 0; at < data.length || at === 0; at += step) {
    try {
      inflate.push(data.subarray(at, at + step), at + step >= data.length);
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
