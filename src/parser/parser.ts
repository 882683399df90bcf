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

export class Parser extends WorkerEntrypoint {
  /** Reads a range of pages. A file that cannot be read is an answer; a throw means that the parser itself failed. */
  async parse({ bytes, ...request }: ParseRequest): Promise<Parsed> {
    const whole = await collect(bytes);
    return whole === null ? TOO_LARGE : parseFile(whole, request);
  }

  /** The documents in a ZIP that `parse` answered `archive` for. */
  async list({ bytes }: { name: string; bytes: ArrayBuffer | ReadableStream }): Promise<Listed> {
    const whole = await collect(bytes);
    return whole === null ? TOO_LARGE : listDocuments(whole);
  }

  /** One of them, by the index that `list` gives it. */
  async extract({ bytes, index }: { bytes: ArrayBuffer | ReadableStream; index: number }): Promise<Taken> {
    const whole = await collect(bytes);
    const extracted = whole === null ? TOO_LARGE : extractDocument(whole, index);
    if (!extracted.ok) return extracted;
    return { ok: true, size: extracted.bytes.byteLength, bytes: new Blob([extracted.bytes]).stream() };
  }
}

const TOO_LARGE = refused("too-large", "This file is too large to be read.");

/** All bytes of a file, or `null` when there are more than can be held. */
async function collect(stream: ArrayBuffer | ReadableStream): Promise<Uint8Array | null> {
  if (!(stream instanceof ReadableStream)) return stream.byteLength > MAX_BYTES ? null : new Uint8Array(stream);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("not a stream of bytes");
    length += chunk.length;
    if (length > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};
