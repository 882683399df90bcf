/**
 * What each kind of due row is: hands the step what it needs of the object, and nothing else. Steps never hold a lock; each is
 * one await and one transaction that looks whether the world is still as it was.
 */
import { reserveTokens, settleTokens, tokenBudgetName } from "../budget/token-budget.ts";
import { requireConfig } from "../config.ts";
import { LOOK_AGAIN_MS } from "../due.ts";
import { makeEmbedder } from "../model/embed.ts";
import type { Listed, Parsed, Taken } from "../parser/parsed.ts";
import { type DocumentRow, fileKey, fileNameOf, fileOf, titleOf } from "./document.ts";
import { type IngestDeps, ingestStep, StorageFailed } from "./ingest.ts";
import type { Jobs, JobsDeps } from "./jobs.ts";
import { restMs } from "./pace.ts";
import {
  clearFailed,
  expireArchive,
  type RemovalDeps,
  sweepUpload,
  UPLOAD_MS,
  wipeDocument,
  wipeFiles,
  wipeOrphan,
} from "./removal.ts";
import { type UnpackDeps, unpackStep } from "./unpack.ts";
import { settle } from "./uploads.ts";
import { within } from "./within.ts";

/** The parser's whole time for one range, or one document of an archive. */
const PARSE_MS = 90_000;
/** Chunks that one step puts into the index again. */
const REINDEX_CHUNKS = 300;
/** What of the embedding model's minute documents may take; the rest is for questions. */
const SHARE_OF_TOKENS = 0.8;
/** When the budget is asked again after it could not be reached. */
const BUDGET_AGAIN_S = 5;

/** Runs one step; throws when it is to be tried again later. */
export async function runStep(deps: JobsDeps, jobs: Jobs, { kind, key }: { kind: string; key: string }): Promise<void> {
  const library = deps.store.library();
  if (library === null) return;
  const classId = library.class_id;
  const removal = removalDeps(deps, jobs, classId);
  switch (kind) {
    case "ingest":
      return ingestStep(ingestDeps(deps, jobs, classId), key);
    case "unpack":
      return unpackStep(unpackDeps(deps, jobs, classId), key);
    case "upload":
      return sweepUpload(removal, key);
    case "wipe":
      return wipeDocument(removal, key);
    case "clear":
      return clearFailed(removal, key);
    case "orphan":
      return wipeOrphan(removal, key);
    case "expire":
      return expireArchive(removal, key);
    case "wipe-class":
      return wipeClass(deps, jobs, removal);
    case "reindex":
      return reindex(deps, jobs, Number(key));
    case "retitle":
      return retitle(deps, jobs, Number(key));
  }
}

/** When the step after one that began at `begun` is to run. */
function nextAfter({ now }: JobsDeps, begun: number): () => number {
  return () => now() + restMs(now() - begun);
}

function ingestDeps(deps: JobsDeps, jobs: Jobs, classId: string): IngestDeps {
  const { env, ctx, store, index, now } = deps;
  const config = requireConfig(env);
  const { embeddingModel, tokensPerMinute } = config.openai;
  const limit = tokensPerMinute === null ? null : Math.max(1, Math.floor(tokensPerMinute * SHARE_OF_TOKENS));
  return {
    store,
    index,
    versions: jobs.versions,
    embedder: makeEmbedder(config),
    parse: async (row, pages) => {
      const file = await stored(deps, classId, row);
      if (file === null) return null;
      const { media_type: mediaType } = row;
      const request = { name: fileNameOf(row), mediaType, bytes: file.body, size: file.size, pages };
      const call = deps.parser().parse(request);
      return within<Parsed>(PARSE_MS, "the parser", call);
    },
    mostTokens: limit ?? Number.POSITIVE_INFINITY,
    reserve: async (tokens) => {
      const budget = () => env.BUDGET.getByName(tokenBudgetName(embeddingModel));
      const asked = { estimate: tokens, waitMs: 0, signal: new AbortController().signal };
      const held = await reserveTokens({ budget, limit }, asked);
      if (!held.ok) return { granted: false, retryAfterMs: (held.failure.retryAfterS ?? BUDGET_AGAIN_S) * 1_000 };
      return { granted: true, giveBack: () => ctx.waitUntil(settleTokens(held.value, 0)) };
    },
    transact: (work) => jobs.transact(work),
    announce: (docId) => jobs.announceDocument(docId),
    plan: (docId, at) => jobs.plan("ingest", docId, at),
    clear: (docId) => jobs.plan("clear", docId, now()),
    unpack: (docId) => jobs.plan("unpack", docId, now()),
    now,
    next: nextAfter(deps, now()),
    random: () => Math.random(),
  };
}

function unpackDeps(deps: JobsDeps, jobs: Jobs, classId: string): UnpackDeps {
  const { env, store, archives, now } = deps;
  return {
    classId,
    store,
    archives,
    versions: jobs.versions,
    files: deps.files(),
    maxBytes: requireConfig(env).uploadMaxBytes,
    list: async (row) => {
      const file = await stored(deps, classId, row);
      if (file === null) return null;
      const request = { name: fileNameOf(row), bytes: file.body, size: file.size };
      return within<Listed>(PARSE_MS, "the parser", deps.parser().list(request));
    },
    extract: async (row, place) => {
      const file = await stored(deps, classId, row);
      if (file === null) return null;
      const request = { bytes: file.body, size: file.size, index: place };
      return within<Taken>(PARSE_MS, "the parser", deps.parser().extract(request));
    },
    settle: (row, file) => settle({ store, jobs, now }, row, file),
    transact: (work) => jobs.transact(work),
    plan: (kind, key, at) => jobs.plan(kind, key, at),
    announce: (docId) => jobs.announceDocument(docId),
    announceClass: () => jobs.announceClass(),
    now,
    next: nextAfter(deps, now()),
    random: () => Math.random(),
  };
}

/** The file of a document as it is stored; `null` when it is not there. */
async function stored(deps: JobsDeps, classId: string, row: DocumentRow): Promise<R2ObjectBody | null> {
  try {
    return await deps.files().get(fileKey(classId, fileOf(row)));
  } catch (error) {
    throw new StorageFailed(String(error));
  }
}

function removalDeps(deps: JobsDeps, jobs: Jobs, classId: string): RemovalDeps {
  const { store, index, archives, now } = deps;
  return {
    classId,
    store,
    index,
    archives,
    versions: jobs.versions,
    files: deps.files(),
    transact: (work) => jobs.transact(work),
    plan: (kind, key, at) => jobs.plan(kind, key, at),
    now,
    next: nextAfter(deps, now()),
  };
}

/** Ends the class: its files, then, once the account has heard and no upload can still arrive, all of its storage. */
async function wipeClass(
  { ctx, store, outbox, now, onWiped }: JobsDeps,
  jobs: Jobs,
  removal: RemovalDeps,
): Promise<void> {
  const empty = await wipeFiles(removal);
  const last = store.lastUploadBegun();
  const arrivesUntil = last === null ? 0 : last + UPLOAD_MS;
  const told = outbox.first() === null;
  if (empty && told && arrivesUntil <= now()) {
    await ctx.storage.deleteAll();
    await ctx.storage.deleteAlarm();
    return onWiped();
  }
  const again = !empty ? removal.next() : told ? arrivesUntil : now() + LOOK_AGAIN_MS;
  jobs.transact(() => jobs.plan("wipe-class", "", again));
}

/** Puts the chunks after `after` into the index again, some at a time. */
function reindex(deps: JobsDeps, jobs: Jobs, after: number): void {
  const { index, now } = deps;
  const next = nextAfter(deps, now());
  jobs.transact(() => {
    const ids = index.chunkIdsAfter(after, REINDEX_CHUNKS);
    for (const chunk of index.loadAny(ids)) index.reindex(chunk, titleOf(chunk.document));
    jobs.plan("reindex", String(after), null);
    const last = ids.at(-1);
    if (last !== undefined && ids.length === REINDEX_CHUNKS) jobs.plan("reindex", String(last), next());
  });
}

/** Puts the chunks of a document that was given another name into the index again, some at a time. */
function retitle(deps: JobsDeps, jobs: Jobs, seq: number): void {
  const { store, index, now } = deps;
  const next = nextAfter(deps, now());
  jobs.transact(() => {
    const row = store.at(seq);
    const isThere = row !== null && row.state !== "removed" && row.titled < row.chunks;
    const ids = isThere ? index.chunkIdsFrom(seq, row.titled, REINDEX_CHUNKS) : [];
    for (const chunk of index.loadAny(ids)) index.reindex(chunk, titleOf(chunk.document));
    if (isThere) store.noteTitled(seq, row.titled + ids.length);
    jobs.plan("retitle", String(seq), ids.length === REINDEX_CHUNKS ? next() : null);
  });
}
