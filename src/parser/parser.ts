/**
 * The parser Worker: bytes in, pages out. It has no bindings and no secrets, and an isolate of its own, so that a hostile
 * file can neither reach nor exhaust anything else. Reached through the main Worker's service binding alone.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { parseFile } from "./parse-file.ts";
import { type Parsed, type ParseRequest, refused } from "./parsed.ts";

/** More than any allowed upload that an isolate could hold twice. */
const MAX_BYTES = 60_000_000;

export class Parser extends WorkerEntrypoint {
  /** Reads a range of pages. A file that cannot be read is an answer; a throw means that the parser itself failed. */
  async parse({ bytes, ...request }: ParseRequest): Promise<Parsed> {
    const whole = bytes instanceof ReadableStream ? await collect(bytes) : new Uint8Array(bytes);
    if (whole === null || whole.length > MAX_BYTES) return refused("too-large", "This file is too large to be read.");
    return parseFile(whole, request);
  }
}

/** All bytes of a stream, or `null` when there are more than can be held. */
async function collect(stream: ReadableStream): Promise<Uint8Array | null> {
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
