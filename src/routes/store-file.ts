/**
 * Streams an upload into R2. Its length is counted on the way: what is too large, empty or broken off leaves nothing behind.
 * R2 wants to know a length beforehand: a body of unknown length goes up in parts, one in memory at a time.
 */
import { ok, type Result, refuse } from "../failure.ts";
import { type Upload, UploadBroken } from "./read-upload.ts";

/** All parts but the last have the same size, 5 MiB at least. */
const PART_BYTES = 5 * 1024 * 1024;

class TooLarge extends Error {}

type Target = { bucket: R2Bucket; key: string; maxBytes: number };

/** Stores the file under `key` and returns its length in bytes; otherwise `too-large`, `bad-request` or `unavailable`. */
export async function storeFile(upload: Upload, target: Target): Promise<Result<{ bytes: number }>> {
  if (upload.bytes === 0) return refuse("bad-request", "The file is empty.");
  if (upload.bytes !== null && upload.bytes > target.maxBytes) return tooLarge(target.maxBytes);
  try {
    const bytes = upload.bytes === null ? await putParts(upload, target) : await putWhole(upload, upload.bytes, target);
    return bytes === 0 ? refuse("bad-request", "The file is empty.") : ok({ bytes });
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge(target.maxBytes);
    if (error instanceof UploadBroken)
      return refuse("bad-request", "The upload was broken off.", { reason: error.message });
    return refuse("unavailable", "The file could not be stored.", { reason: String(error) });
  }
}

function tooLarge(maxBytes: number): Result<never> {
  return refuse("too-large", `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB.`);
}

async function putWhole({ body, mediaType }: Upload, bytes: number, { bucket, key }: Target): Promise<number> {
  const fixed = new FixedLengthStream(bytes);
  const piped = body.pipeTo(fixed.writable).then(
    () => null,
    (error: unknown) => new UploadBroken(String(error)),
  );
  const put = bucket.put(key, fixed.readable, { httpMetadata: { contentType: mediaType } });
  const stored = await put.catch(async (error: unknown) => {
    throw (await piped) ?? error;
  });
  return stored.size;
}

async function putParts({ body, mediaType }: Upload, { bucket, key, maxBytes }: Target): Promise<number> {
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
