/**
 * A stored original as a response: whole, or the one range that was asked for. Always as a download that no browser interprets.
 */
import { problemResponse, refuse } from "../failure.ts";

export type ByteRange = { offset: number; length: number };

/**
 * The range that a `Range` header asks for of a file of `size` bytes. `null`: the whole file, also for what is malformed or
 * asks for several ranges, as HTTP allows; `"unsatisfiable"`: it begins behind the end.
 */
export function rangeOf(header: string | null, size: number): ByteRange | null | "unsatisfiable" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (match === null) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < offset) return null;
  return offset >= size ? "unsatisfiable" : { offset, length: end - offset + 1 };
}

/** `attachment` with the name in both spellings: plain for old clients, complete for the others. */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const complete = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${complete}`;
}

/** Answers a request for a file with 200, 206, 304 or 416; `not-found` when R2 has no such object. */
export async function serveFile(
  request: Request,
  bucket: R2Bucket,
  file: { key: string; name: string; mediaType: string; bytes: number },
): Promise<Response> {
  const head = { "accept-ranges": "bytes", "cache-control": "private, no-cache" };
  const onlyWhen = request.headers.get("if-range");
  const asked = rangeOf(request.headers.get("range"), file.bytes);
  // A range of another version would be glued to the wrong bytes.
  const range = onlyWhen === null || asked === null ? asked : await confirmed(bucket, file.key, onlyWhen, asked);
  if (range === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...head, "content-range": `bytes */${file.bytes}` } });
  }
  const object = await bucket.get(file.key, range === null ? {} : { range });
  if (object === null) return problemResponse(refuse("not-found", "The file is not here any more.").failure);
  if (range === null && request.headers.get("if-none-match") === object.httpEtag) {
    await object.body.cancel();
    return new Response(null, { status: 304, headers: { ...head, etag: object.httpEtag } });
  }
  const headers = new Headers({
    ...head,
    etag: object.httpEtag,
    "content-type": file.mediaType,
    "content-disposition": disposition(file.name),
    "content-length": String(range?.length ?? object.size),
    "x-content-type-options": "nosniff",
  });
  if (range === null) return new Response(object.body, { headers });
  headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${file.bytes}`);
  return new Response(object.body, { status: 206, headers });
}

async function confirmed<R>(bucket: R2Bucket, key: string, etag: string, range: R): Promise<R | null> {
  const object = await bucket.head(key);
  return object?.httpEtag === etag ? range : null;
}
