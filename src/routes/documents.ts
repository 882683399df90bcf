/**
 * The documents of a class: uploaded as a stream to R2, replaced by a new version, listed, named, read back, searched, removed.
 * Their rows are the library's, the bytes are moved here. An upload that does not come to its end leaves nothing (rule A13).
 */
import { type Context, Hono } from "hono";
import { problemResponse, type Result, refuse } from "../failure.ts";
import { changeDocumentBody, type Document, serverId } from "../protocol.ts";
import { retrievalDeps } from "../retrieval/retrieval-deps.ts";
import { retrieve } from "../retrieval/retrieve.ts";
import { referenceTo } from "../session/run-turn.ts";
import type { AppEnv } from "./app-env.ts";
import { classIdOf } from "./classes.ts";
import { readBody } from "./read-body.ts";
import { MAX_AROUND_FILE, readUpload } from "./read-upload.ts";
import { serveFile } from "./serve-file.ts";
import { storeFile } from "./store-file.ts";

const SEARCH_RESULTS = 10;
const MAX_SEARCH_RESULTS = 50;
const MAX_QUERY = 8_000;

type Place = { userId: string; classId: string };
type DocumentPlace = Place & { docId: string };

export const documentRoutes = new Hono<AppEnv>()
  .get("/classes/:classId/documents", async (c) => {
    const place = placeOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId } = place.value;
    const documents = await libraryOf(c, classId).documents({ userId });
    return documents.ok ? c.json({ documents: documents.value }) : problemResponse(documents.failure);
  })
  .post("/classes/:classId/documents", async (c) => {
    const place = placeOf(c);
    if (!place.ok) return problemResponse(place.failure);
    // Held open, so that an upload whose client leaves is still cleared away.
    const receiving = receive(c, place.value);
    c.executionCtx.waitUntil(receiving.catch(() => undefined));
    const document = await receiving;
    return document.ok ? c.json({ document: document.value }, 202) : problemResponse(document.failure);
  })
  .get("/classes/:classId/documents/:docId", async (c) => {
    const place = documentPlaceOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId, docId } = place.value;
    const document = await libraryOf(c, classId).document({ userId, docId });
    return document.ok ? c.json({ document: document.value }) : problemResponse(document.failure);
  })
  .patch("/classes/:classId/documents/:docId", async (c) => {
    const place = documentPlaceOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId, docId } = place.value;
    const { success } = await c.env.UPLOAD_RATE.limit({ key: `change ${userId}` });
    if (!success) return problemResponse(refuse("rate-limited", undefined, { retryAfterS: 60 }).failure);
    const body = await readBody(c.req.raw, changeDocumentBody);
    if (!body.ok) return problemResponse(body.failure);
    const document = await libraryOf(c, classId).changeDocument({ userId, docId, change: body.value });
    return document.ok ? c.json({ document: document.value }) : problemResponse(document.failure);
  })
  .delete("/classes/:classId/documents/:docId", async (c) => {
    const place = documentPlaceOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId, docId } = place.value;
    const removed = await libraryOf(c, classId).removeDocument({ userId, docId });
    return removed.ok ? c.json({}, 202) : problemResponse(removed.failure);
  })
  .get("/classes/:classId/documents/:docId/file", async (c) => {
    const place = documentPlaceOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId, docId } = place.value;
    const file = await libraryOf(c, classId).fileOf({ userId, docId });
    return file.ok ? serveFile(c.req.raw, c.env.FILES, file.value) : problemResponse(file.failure);
  })
  .get("/classes/:classId/documents/:docId/pages/:page", async (c) => {
    const place = documentPlaceOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const page = wholeNumber(c.req.param("page"), 1, 1_000_000);
    if (page === null) return problemResponse(refuse("not-found", "There is no such page.").failure);
    const { userId, classId, docId } = place.value;
    const found = await libraryOf(c, classId).page({ userId, docId, page });
    return found.ok ? c.json(found.value) : problemResponse(found.failure);
  })
  .get("/classes/:classId/search", async (c) => {
    const place = placeOf(c);
    if (!place.ok) return problemResponse(place.failure);
    const { userId, classId } = place.value;
    const question = c.req.query("q")?.trim() ?? "";
    const limit = wholeNumber(c.req.query("limit") ?? String(SEARCH_RESULTS), 1, MAX_SEARCH_RESULTS);
    if (question === "" || question.length > MAX_QUERY)
      return problemResponse(refuse("bad-request", "q is missing or too long.").failure);
    if (limit === null) {
      return problemResponse(refuse("bad-request", `limit is a whole number from 1 to ${MAX_SEARCH_RESULTS}.`).failure);
    }
    const docId = c.req.query("docId") || null;
    if (docId !== null && !serverId.safeParse(docId).success) {
      return problemResponse(NO_DOCUMENT.failure);
    }
    const { success } = await c.env.SEARCH_RATE.limit({ key: userId });
    if (!success) return problemResponse(refuse("rate-limited", undefined, { retryAfterS: 60 }).failure);
    const ask = { userId, scope: { classId, docId }, question, limit, route: "general_qa" as const, previous: null };
    const found = await retrieve(retrievalDeps(c.env, c.get("config")), ask);
    if (!found.ok) return problemResponse(found.failure);
    return c.json({ chunks: found.value.map((passage) => referenceTo(passage, null)) });
  });

/**
 * Takes a file in: a row, the bytes to R2, then the row is told. Whatever goes wrong in between takes all of it back. With
 * `?replaces=` (or `x-replaces`) it is a new version of a document.
 */
async function receive(c: Context<AppEnv>, { userId, classId }: Place): Promise<Result<Document>> {
  const maxBytes = c.get("config").uploadMaxBytes;
  if (Number(c.req.header("content-length") ?? 0) > maxBytes + MAX_AROUND_FILE) return refuse("too-large");
  const { success } = await c.env.UPLOAD_RATE.limit({ key: userId });
  if (!success) return refuse("rate-limited", undefined, { retryAfterS: 60 });
  const library = libraryOf(c, classId);
  const replaces = c.req.query("replaces") || c.req.header("x-replaces") || null;
  if (replaces !== null && !serverId.safeParse(replaces).success) return NO_DOCUMENT;
  const admitted = await library.check({ userId, docId: replaces });
  if (!admitted.ok) return { ok: false, failure: admitted.failure };
  const upload = await readUpload(c.req.raw);
  if (!upload.ok) return upload;
  const { name, mediaType, bytes } = upload.value;
  const begun = await library.beginUpload({ userId, name, mediaType, bytes, replaces });
  if (!begun.ok) return { ok: false, failure: begun.failure };
  const { docId, key } = begun.value;
  const stored = await storeFile(upload.value, { bucket: c.env.FILES, key, maxBytes });
  if (!stored.ok) {
    await library.abandonUpload({ userId, docId });
    return stored;
  }
  const finished = await library.finishUpload({ userId, docId, ...stored.value });
  if (finished.ok && (replaces === null || finished.value.id === replaces)) return { ok: true, value: finished.value };
  if (finished.ok) {
    // A library that is not deployed yet knows no versions, and took it for a document of its own.
    await library.removeDocument({ userId, docId: finished.value.id });
    return refuse("unavailable");
  }
  // The class or the row was removed meanwhile, or the file is not wanted: nobody else knows of these bytes.
  await c.env.FILES.delete(key);
  return { ok: false, failure: finished.failure };
}

const NO_DOCUMENT = refuse("not-found", "There is no such document.");

const libraryOf = (c: Context<AppEnv>, classId: string) => c.env.CLASS_LIBRARY.getByName(classId);

function placeOf(c: Context<AppEnv>): Result<Place> {
  const classId = classIdOf(c);
  return classId.ok ? { ok: true, value: { userId: c.get("principal").userId, classId: classId.value } } : classId;
}

function documentPlaceOf(c: Context<AppEnv>): Result<DocumentPlace> {
  const place = placeOf(c);
  if (!place.ok) return place;
  const docId = serverId.safeParse(c.req.param("docId"));
  if (!docId.success) return NO_DOCUMENT;
  return { ok: true, value: { ...place.value, docId: docId.data } };
}

function wholeNumber(text: string, least: number, most: number): number | null {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}
