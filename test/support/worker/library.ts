/** A class as a test in workerd sees it: uploads straight to its object, parsers of the test's own, kills, and what is left. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Result } from "../../../src/failure.ts";
import type { ClassLibrary } from "../../../src/library/class-library.ts";
import type { Parsed, ParseRequest } from "../../../src/parser/parsed.ts";
import type { Document } from "../../../src/protocol.ts";
import { PATIENCE_MS } from "../patience.ts";
import { until } from "./chat.ts";

export const hex = () => crypto.randomUUID().replaceAll("-", "");
export async function newClass(userId = hex()) {
  const id = hex();
  const library = env.CLASS_LIBRARY.getByName(id);
  const made = await library.create({
    userId,
    class: { id, name: "Biology", createdAt: new Date().toISOString(), documentCount: 0 },
  });
  expect(made.ok).toBe(true);
  return {
    id,
    userId,
    /** A new stub each time: one to an object that was killed stays broken. */
    get library() {
      return env.CLASS_LIBRARY.getByName(id);
    },
  };
}
export const who = ({ userId }: { userId: string }) => ({ userId });
export type Group = Awaited<ReturnType<typeof newClass>>;

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.error}`);
  return result.value;
}

/** What an upload does: a row, the bytes to R2 with their hash, then the row is told. */
export async function upload(
  { library, userId }: Group,
  content: string | Uint8Array<ArrayBuffer>,
  p: { name?: string; replaces?: string } = {},
): Promise<Result<Document>> {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  const { name = "cells.md", replaces = null } = p;
  const begun = await library.beginUpload({ userId, name, mediaType: "", bytes: bytes.length, replaces });
  if (!begun.ok) return { ok: false, failure: begun.failure };
  const { docId, key } = begun.value;
  await env.FILES.put(key, bytes);
  return library.finishUpload({ userId, docId, bytes: bytes.length, hash: await hashOf(bytes) });
}

export const bytesOf = (text: string) => new Uint8Array(new TextEncoder().encode(text));

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function put(
  group: Group,
  content: string | Uint8Array<ArrayBuffer>,
  name = "cells.md",
): Promise<Document> {
  return value(await upload(group, content, { name }));
}

export async function settled(group: Group, docId: string): Promise<Document> {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const document = value(await group.library.document({ userId: group.userId, docId }));
    if (document.status === "ready" || document.status === "failed") return document;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(document)}`);
  }
}

export const search = async ({ library, userId }: Group, query: string, docId: string | null = null) =>
  value(await library.search({ userId, query, docId, limit: 5 }));

/** Ends the object as a crash does: nothing is finished, nothing is said. */
export async function kill({ library }: Group): Promise<void> {
  await runInDurableObject(library, (_object: ClassLibrary, state) => state.abort("killed")).catch(() => undefined);
}

/** Rows of the library's tables, and objects of the class in R2. */
export async function leftOf(group: Group): Promise<Record<string, number>> {
  const rows = await runInDurableObject(group.library, (_object: ClassLibrary, state) => {
    const count = (table: string) => Number(state.storage.sql.exec(`SELECT COUNT(*) AS n FROM ${table}`).one().n);
    const terms = state.storage.sql.exec("SELECT COUNT(*) AS n FROM chunk_terms").one().n;
    return {
      document: count("document"),
      page: count("page"),
      chunk: count("chunk"),
      terms: Number(terms),
      vector: count("vector") + count("vector_signs"),
      kept: count("kept_number"),
      entry: count("entry"),
      due: Number(state.storage.sql.exec("SELECT COUNT(*) AS n FROM due WHERE kind <> 'outbox'").one().n),
    };
  });
  const { objects } = await env.FILES.list({ prefix: `${group.id}/` });
  return { ...rows, files: objects.length };
}

export const NOTHING = { document: 0, page: 0, chunk: 0, terms: 0, vector: 0, kept: 0, entry: 0, due: 0, files: 0 };

/** Resolves when nothing is left of what the class held, waking the object as its alarms would. */
export const nothingLeft = (group: Group) =>
  until("nothing is left", async () => {
    await runDurableObjectAlarm(group.library);
    return JSON.stringify(await leftOf(group)) === JSON.stringify(NOTHING);
  });

/** A parser in place of the real one, for what the real one does not do when it is asked to. */
export function setParser(
  group: Group,
  parse: (pages: { from: number; to: number }) => Promise<Parsed>,
): Promise<void> {
  return runInDurableObject(group.library, (object: ClassLibrary) => {
    object.parser = {
      parse: async ({ bytes, pages }: ParseRequest) => {
        if (bytes instanceof ReadableStream) await new Response(bytes).arrayBuffer();
        return parse(pages);
      },
    } as unknown as ClassLibrary["parser"];
  });
}

/** The same for a parser whose pages are those of the upload, between form feeds. `meanwhile` is waited for before it answers. */
export function setPages(
  group: Group,
  meanwhile: (text: string, from: number) => Promise<void> = async () => undefined,
): Promise<void> {
  return runInDurableObject(group.library, (object: ClassLibrary) => {
    object.parser = {
      parse: async ({ bytes, pages: { from, to } }: ParseRequest): Promise<Parsed> => {
        const text = await new Response(bytes).text();
        await meanwhile(text, from);
        if (text.startsWith("broken")) return { ok: false, code: "broken", error: "This file is damaged." };
        const pages = text.split("\f").map((page, i) => ({ page: i + 1, text: page, headings: [] }));
        return {
          ok: true,
          kind: "pdf",
          mediaType: "application/pdf",
          title: null,
          pageCount: pages.length,
          pages: pages.slice(from - 1, to),
        };
      },
    } as unknown as ClassLibrary["parser"];
  });
}

/** A book whose page n speaks of the word "theme<n>". */
export const book =
  (pageCount: number) =>
  async ({ from, to }: { from: number; to: number }): Promise<Parsed> => ({
    ok: true,
    kind: "pdf",
    mediaType: "application/pdf",
    title: "A book",
    pageCount,
    pages: Array.from({ length: Math.max(0, Math.min(to, pageCount) - from + 1) }, (_, i) => ({
      page: from + i,
      text: `Here it is about theme${from + i} and nothing else. `.repeat(30),
      headings: [{ start: 0, level: 1, title: `Chapter ${from + i}` }],
    })),
  });
