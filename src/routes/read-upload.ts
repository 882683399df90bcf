/**
 * An uploaded file out of a request, as a stream: the field `file` of a multipart body, or the raw body with `content-type` and
 * `x-filename`. Nothing is gathered: of a multipart body one chunk is read at a time, when the file's reader asks for it.
 */
import { make, type PartInfo } from "multipasta";
import { ok, type Result, refuse } from "../failure.ts";
import { UploadBroken } from "../library/upload-broken.ts";

/** What a multipart body may hold besides the file: other fields, headers, boundaries. */
export const MAX_AROUND_FILE = 64 * 1024;
const MAX_NAME = 200;
const MAX_CHUNKS_AFTER = 16;

export type Upload = {
  name: string;
  mediaType: string;
  /** Bytes, where the request says so. */
  bytes: number | null;
  /** Fails with `UploadBroken` when the request ends before the file does. */
  body: ReadableStream<Uint8Array>;
};

/** Finds the file; `bad-request` when there is none. */
export async function readUpload(request: Request): Promise<Result<Upload>> {
  const type = request.headers.get("content-type") ?? "";
  if (request.body === null) return refuse("bad-request", "The file is missing or empty.");
  if (/^multipart\/form-data\s*;/i.test(type)) return readMultipart(request.body, type);
  const name = request.headers.get("x-filename");
  if (name === null)
    return refuse("bad-request", "A file is sent as the multipart field `file`, or raw with an `x-filename`.");
  const length = request.headers.get("content-length");
  return ok({
    name: safeName(percentDecoded(name)),
    mediaType: mediaTypeOf(type),
    bytes: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
    body: request.body,
  });
}

/** A file name without a path and without control characters, at most 200 characters; the end, which tells the kind, is kept. */
export function safeName(given: string): string {
  const last = given.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  // Characters that end lines or turn the direction of the text could disguise what kind of file it is.
  const clean = last.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "").trim();
  if (clean === "" || clean === "." || clean === "..") return "document";
  if (clean.length <= MAX_NAME) return clean;
  const end = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? "";
  return (
    clean
      .slice(0, MAX_NAME - end.length)
      .toWellFormed()
      .replace(/\ufffd$/, "") + end
  );
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function mediaTypeOf(contentType: string): string {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,64}\/[\w.+-]{1,100}$/.test(type) ? type : "application/octet-stream";
}

/**
 * A parameter of a part's content-disposition. Browsers write names as plain UTF-8 with `"` as `%22`; others add
 * `filename*`, which wins.
 */
function parameterOf(info: PartInfo, name: string): string | null {
  const header = info.headers["content-disposition"];
  const text = Array.isArray(header) ? (header[0] ?? "") : (header ?? "");
  const extended = new RegExp(`[;\\s]${name}\\*=utf-8'[^']*'([^;\\s]+)`, "i").exec(text)?.[1];
  if (extended !== undefined) return percentDecoded(extended);
  const plain = new RegExp(`[;\\s]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(text);
  return plain === null ? null : (plain[1] ?? plain[2] ?? "").replaceAll(/\\(["\\])/g, "$1").replaceAll("%22", '"');
}

type Found = { name: string; mediaType: string };

async function readMultipart(source: ReadableStream<Uint8Array>, contentType: string): Promise<Result<Upload>> {
  const reader = source.getReader();
  let found: Found | null = null;
  let chunks: Uint8Array[] = [];
  let complete = false;
  let broken = false;
  /** Bytes that were read; until the file is found, all of them stand before it. */
  let around = 0;
  const parser = make({
    headers: { "content-type": contentType },
    maxParts: 20,
    // Its own reading of names stops at letters beyond Latin 1: every part is taken as a file and named here.
    isFile: () => true,
    onField: () => undefined,
    onFile: (info) => {
      const isIt = found === null && parameterOf(info, "name") === "file" && parameterOf(info, "filename") !== null;
      if (!isIt) return () => undefined;
      found = { name: safeName(parameterOf(info, "filename") ?? ""), mediaType: mediaTypeOf(info.contentType) };
      return (chunk) => {
        if (chunk === null) complete = true;
        else chunks.push(chunk);
      };
    },
    onError: () => {
      broken = true;
    },
    onDone: () => undefined,
  });
  /** Reads one chunk of the request; whether there was one. */
  const step = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    around += value?.length ?? 0;
    try {
      if (done) parser.end();
      else parser.write(value);
    } catch {
      // It throws for some of what is malformed, such as a name with half an escape.
      broken = true;
    }
    return !done;
  };
  // The callbacks change these between the steps, which the compiler does not see.
  const state = (): { found: Found | null; broken: boolean; complete: boolean } => ({ found, broken, complete });

  while (state().found === null) {
    const more = await step();
    if (state().found !== null) break;
    if (!more || state().broken || around > MAX_AROUND_FILE) {
      reader.cancel().catch(() => undefined);
      return refuse("bad-request", "The multipart body holds no field `file`.");
    }
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      while (chunks.length === 0 && !state().complete) {
        const more = await step();
        if (chunks.length === 0 && !state().complete && (!more || state().broken)) {
          throw new UploadBroken("the multipart body ended inside the file");
        }
      }
      for (const chunk of chunks) controller.enqueue(chunk);
      chunks = [];
      if (!state().complete) return;
      controller.close();
      // What follows the file is of no interest; not reading it could hold up the connection.
      for (let left = MAX_CHUNKS_AFTER; left > 0; left -= 1) if (!(await step().catch(() => false))) return;
      reader.cancel().catch(() => undefined);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { name, mediaType } = state().found ?? { name: "document", mediaType: "application/octet-stream" };
  return ok({ name, mediaType, bytes: null, body });
}
