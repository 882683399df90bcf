/**
 * The directory at the end of a ZIP: what it says that there is, and where. Pure. Nothing in it is believed: places outside
 * the file, more entries than `MAX_ENTRIES` and entries that share their bytes are refused; whether sizes are true shows when
 * an entry is inflated (archive.ts). Names stay bytes here, since archives do not say how they are written.
 */
import { damaged, Unreadable } from "./unreadable.ts";

/** Entries of one archive. A large course book has some thousands. */
export const MAX_ENTRIES = 10_000;

export type ZipEntry = {
  name: Uint8Array;
  /** The name is said to be UTF-8. */
  isUtf8: boolean;
  isEncrypted: boolean;
  /** Made on Unix as a link to another place. */
  isLink: boolean;
  extra: Uint8Array;
  method: number;
  crc: number;
  packed: number;
  size: number;
  at: number;
};

/** The entries of an archive, folders too, in the order of its directory. Throws `Unreadable`. */
export function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, end } = findDirectory(view);
  if (count > MAX_ENTRIES)
    throw new Unreadable("too-large", `This file is packed from more than ${MAX_ENTRIES} parts, which is too many.`);
  const entries: ZipEntry[] = [];
  let at = start;
  let packedTotal = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw damaged();
    const flags = view.getUint16(at + 8, true);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > end) throw damaged();
    const isUnix = view.getUint16(at + 4, true) >>> 8 === 3;
    const entry = withLongSizes({
      name: bytes.subarray(at + 46, nameEnd),
      isUtf8: (flags & 0x800) !== 0,
      isEncrypted: (flags & 0x2041) !== 0,
      isLink: isUnix && (view.getUint16(at + 40, true) & 0xf000) === 0xa000,
      extra: bytes.subarray(nameEnd, extraEnd),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    packedTotal += entry.packed;
    // Entries that share their bytes make much of little.
    if (packedTotal > start) throw damaged();
    entries.push(entry);
    at = next;
  }
  return entries;
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

/** A field of what an entry carries beside its name, by its number. */
export function extraField({ extra }: ZipEntry, id: number): Uint8Array | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === id && end <= extra.length) return extra.subarray(at + 4, end);
    at = end;
  }
  return null;
}

/** Sizes of four gigabytes and more stand elsewhere; some programs write all of them there. */
function withLongSizes(entry: ZipEntry): ZipEntry {
  const field = extraField(entry, 1);
  if (field === null) return entry;
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  const long = { ...entry };
  let at = 0;
  for (const key of ["size", "packed", "at"] as const) {
    if (entry[key] !== 0xffffffff) continue;
    if (at + 8 > field.length) throw damaged();
    long[key] = Number(view.getBigUint64(at, true));
    at += 8;
  }
  return long;
}
