/** JSON in and out: bodies read through a schema of the protocol, results answered as JSON or as a problem. */
import type * as z from "zod/mini";
import { ok, problemResponse, type Result, refuse } from "../failure.ts";

/** More than any body of the contract needs; documents do not pass here. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Reads a JSON body. A missing or malformed one is `bad-request` with the name of the field, a huge one `too-large`. */
export async function readBody<S extends z.ZodMiniType>(request: Request, schema: S): Promise<Result<z.output<S>>> {
  const text = await readText(request);
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return refuse("bad-request", "The body is not JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const at = parsed.error.issues[0]?.path.join(".") ?? "";
  return refuse("bad-request", at === "" ? "The body is not of the expected form." : `${at} is missing or not valid.`);
}

async function readText(request: Request): Promise<Result<string>> {
  if (request.body === null) return ok("");
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return refuse("too-large");
    text += decoder.decode(chunk, { stream: true });
  }
  return ok(text + decoder.decode());
}

/** The value as JSON with status 200, or the failure as a problem. */
export function answered<T>(result: Result<T>): Response {
  return result.ok ? Response.json(result.value) : problemResponse(result.failure);
}
