/**
 * Streams a file into R2; on the way its bytes are counted and hashed. Nothing is gathered: R2 wants to know a length beforehand,
 * so a body of unknown length goes up in parts, one in memory at a time. Throws what the body, the bound or R2 throws; a part
 * upload is then given up, so that nothing is left.
 */

import { hexOf } from "../ids.ts";
import { UploadBroken } from "./upload-broken.ts";

declare global {
  /** Where the types of a browser are loaded as well, as some tests do, theirs know nothing of it. */
  interface Crypto {
    DigestStream: typeof DigestStream;
  }
}

/** All parts but the last have the same size, 5 MiB at least. */
const PART_BYTES = 5 * 1024 * 1024;

/** After R2 gave up, so long is waited to learn whether it was for the body's sake. */
const BROKEN_MS = 100;

/** More than may be stored came. */
export class TooLarge extends Error {}

export type Incoming = {
  body: ReadableStream<Uint8Array>;
  /** Bytes, where they are known beforehand. */
  bytes: number | null;
  mediaType: string;
};
export type Target = { bucket: R2Bucket; key: string; maxBytes: number };
export type Stored = { bytes: number; hash: string };

/** Stores a file and answers its length and its SHA-256 in hex. */
export async function putFile(file: Incoming, target: Target): Promise<Stored> {
  const digest = new crypto.DigestStream("SHA-256");
  // A stream that is given up rejects the digest that nobody waits for any more.
  digest.digest.catch(() => undefined);
  const writer = digest.getWriter();
  try {
    const bytes =
      file.bytes === null ? await putParts(file, writer, target) : await putWhole(file, file.bytes, writer, target);
    await writer.close();
    return { bytes, hash: hexOf(new Uint8Array(await digest.digest)) };
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

type Writer = WritableStreamDefaultWriter<ArrayBuffer | ArrayBufferView>;

async function putWhole(
  { body, mediaType }: Incoming,
  bytes: number,
  writer: Writer,
  { bucket, key }: Target,
): Promise<number> {
  const fixed = new FixedLengthStream(bytes);
  const hashed = new TransformStream<Uint8Array, Uint8Array>({
    async transform(chunk, controller) {
      await writer.write(chunk);
      controller.enqueue(chunk);
    },
  });
  const cord = new AbortController();
  const piped = body
    .pipeThrough(hashed)
    .pipeTo(fixed.writable, { signal: cord.signal })
    .then(
      () => null,
      (error: unknown) => (cord.signal.aborted ? null : new UploadBroken(String(error))),
    );
  try {
    const stored = await bucket.put(key, fixed.readable, { httpMetadata: { contentType: mediaType } });
    return stored.size;
  } catch (error) {
    // A body that broke off is the reason, and is known by now; a body that nobody takes any more would wait for ever.
    const broken = await Promise.race([piped, new Promise<null>((resolve) => setTimeout(resolve, BROKEN_MS, null))]);
    cord.abort();
    throw broken ?? error;
  }
}

async function putParts(
  { body, mediaType }: Incoming,
  writer: Writer,
  { bucket, key, maxBytes }: Target,
): Promise<number> {
  const options = { httpMetadata: { contentType: mediaType } };
  let upload: R2MultipartUpload | null = null;
  const parts: R2UploadedPart[] = [];
  let total = 0;
  let room = new Uint8Array(0);
  let filled = 0;
  try {
    for await (const chunk of body) {
      total += chunk.length;
      if (total > maxBytes) throw new TooLarge();
      await writer.write(chunk);
      for (let from = 0; from < chunk.length; ) {
        if (room.length === 0) room = new Uint8Array(PART_BYTES);
        const taken = chunk.subarray(from, from + PART_BYTES - filled);
        room.set(taken, filled);
        filled += taken.length;
        from += taken.length;
        if (filled < PART_BYTES) continue;
        upload ??= await bucket.createMultipartUpload(key, options);
        parts.push(await upload.uploadPart(parts.length + 1, room));
        filled = 0;
      }
    }
    if (upload === null) {
      if (filled > 0) await bucket.put(key, room.subarray(0, filled), options);
      return filled;
    }
    if (filled > 0) parts.push(await upload.uploadPart(parts.length + 1, room.subarray(0, filled)));
    await upload.complete(parts);
    return total;
  } catch (error) {
    await upload?.abort().catch(() => undefined);
    throw error;
  }
}
