/** Where the next page of a list of chats begins, as the opaque text that a client sends back. Pure. */
import * as z from "zod/mini";
import type { Cursor } from "./index-store.ts";

const shape = z.tuple([z.string().check(z.maxLength(64)), z.string().check(z.maxLength(64))]);

/** The cursor after the last chat of a page. */
export function writeCursor({ updatedAt, id }: Cursor): string {
  return btoa(encodeURIComponent(JSON.stringify([updatedAt, id])));
}

/** Reads a cursor; `null` when it is not one. */
export function readCursor(text: string): Cursor | null {
  try {
    const [updatedAt, id] = shape.parse(JSON.parse(decodeURIComponent(atob(text))));
    return { updatedAt, id };
  } catch {
    return null;
  }
}
