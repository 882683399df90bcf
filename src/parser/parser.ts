/**
 * The parser Worker: bytes in, pages out. It has no bindings and no secrets, and an isolate of its own, so that a hostile
 * file can neither reach nor exhaust anything else. Reached through the main Worker's service binding alone.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { extractDocument, listDocuments } from "./document-archive.ts";
import { parseFile } from "./parse-file.ts";
import { type Listed, type Parsed, type ParseRequest, refused, type Taken } from "./parsed.ts";

/** More than any allowed upload that an isolate could hold twice. */
const MAX_BYTES = 60_000_000;

type File = { bytes: ArrayBuffer | ReadableStream; size?: number };

export class Parser extends WorkerEntrypoint {
  /** Reads a range of pages. A file that cannot be read is an answer; a throw means that the parser itself failed. */
  async parse({ bytes, size, ...request }: ParseRequest): Promise<Parsed> {
    const whole = await collect(bytes, size);
    return whole === null ? TOO_LARGE : parseFile(whole, request);
  }

  /** The documents in a ZIP that `parse` answered `archive` for. */
  async list({ bytes, size }: File & { name: string }): Promise<Listed> {
    const whole = await collect(bytes, size);
    return whole === null ? TOO_LARGE : listDocuments(whole);
  }

  /** One of them, by the index that `list` gives it. */
  async extract({ bytes, size, index }: File & { index: number }): Promise<Taken> {
    const whole = await collect(bytes, size);
    const extracted = whole === null ? TOO_LARGE : extractDocument(whole, index);
    if (!extracted.ok) return extracted;
    return { ok: true, size: extracted.bytes.byteLength, bytes: new Blob([extracted.bytes]).stream() };
  }
}

const TOO_LARGE = refused("too-large", "This file is too large to be read.");

/** All bytes of a file, or `null` when there are more than can be held. Held once where the size that is told is right. */
async function collect(stream: ArrayBuffer | ReadableStream, size?: number): Promise<Uint8Array | null> {
  if (!(stream instanceof ReadableStream)) return stream.byteLength > MAX_BYTES ? null : new Uint8Array(stream);
  let whole = new Uint8Array(size !== undefined && size >= 0 && size <= MAX_BYTES ? size : FIRST_BYTES);
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("not a stream of bytes");
    if (length + chunk.length > MAX_BYTES) return null;
    if (length + chunk.length > whole.length) {
      const larger = new Uint8Array(Math.min(MAX_BYTES, Math.max(length + chunk.length, whole.length * 2)));
      larger.set(whole.subarray(0, length));
      whole = larger;
    }
    whole.set(chunk, length);
    length += chunk.length;
  }
  return length === whole.length ? whole : whole.slice(0, length);
}

const FIRST_BYTES = 1_000_000;

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};
