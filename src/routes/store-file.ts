/** Stores an upload in R2, or says why not: what is too large, empty or broken off leaves nothing behind (rule A13). */
import { ok, type Result, refuse } from "../failure.ts";
import { putFile, type Stored, type Target, TooLarge } from "../library/put-file.ts";
import { UploadBroken } from "../library/upload-broken.ts";
import type { Upload } from "./read-upload.ts";

/** Stores the file and returns its length and hash; otherwise `too-large`, `bad-request` or `unavailable`. */
export async function storeFile(upload: Upload, target: Target): Promise<Result<Stored>> {
  if (upload.bytes === 0) return refuse("bad-request", "The file is empty.");
  if (upload.bytes !== null && upload.bytes > target.maxBytes) return tooLarge(target.maxBytes);
  try {
    const stored = await putFile(upload, target);
    return stored.bytes === 0 ? refuse("bad-request", "The file is empty.") : ok(stored);
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
