import { describe, expect, it } from "vitest";
import type { Document, Quota } from "../../../src/protocol.ts";
import { accountStep, emptyAccount } from "../../../web/state/account-state.ts";
import { chat } from "./shapes.ts";

const quota = (version: number, used: number): Quota => ({
  plan: "guest",
  limit: 5,
  used,
  reserved: 0,
  remaining: 5 - used,
  renewsAt: "2026-12-01T00:00:00.000Z",
  version,
});
const document: Document = {
  id: "d1",
  classId: "l1",
  name: "Notes.md",
  mediaType: "text/markdown",
  bytes: 10,
  pages: null,
  status: "queued",
  progress: 0,
  error: null,
  reference: null,
};
const user = { id: "u1", kind: "guest", name: null, plan: "guest" };

describe("the account", () => {
  it("[W16] a quota with a lower version is older and is passed over", () => {
    let state = accountStep(emptyAccount, { type: "quota", quota: quota(3, 2) });
    state = accountStep(state, { type: "frame", frame: { event: "quota-changed", data: { quota: quota(2, 1) } } });
    expect(state.quota?.used).toBe(2);
    state = accountStep(state, { type: "frame", frame: { event: "quota-changed", data: { quota: quota(4, 3) } } });
    expect(state.quota?.used).toBe(3);
  });

  it("[W17] chats are newest first, each once, and an older report does not undo a newer title", () => {
    const older = { ...chat, id: "c0", updatedAt: "2026-10-01T00:00:00.000Z" };
    const renamed = { ...chat, title: "Renamed", updatedAt: "2026-11-02T00:00:00.000Z" };
    let state = accountStep(emptyAccount, { type: "chats", chats: [older, renamed], cursor: null, append: false });
    state = accountStep(state, { type: "frame", frame: { event: "chats-changed", data: { chat } } });
    expect(state.chats?.map(({ id, title }) => [id, title])).toEqual([
      ["c1", "Renamed"],
      ["c0", "Chat"],
    ]);
  });

  it("[W18] progress changes a document in its place, and the class counts its documents", () => {
    const classes = [{ id: "l1", name: "Biology", createdAt: chat.createdAt, documentCount: 0 }];
    let state = accountStep(emptyAccount, { type: "classes", classes });
    state = accountStep(state, { type: "documents", classId: "l1", documents: [], since: {} });
    state = accountStep(state, { type: "document", document, since: {} });
    const ready = { ...document, status: "ready", progress: 1, pages: 2 };
    state = accountStep(state, { type: "frame", frame: { event: "document-ready", data: { document: ready } } });
    expect(state.documents.l1).toEqual([ready]);
    expect(state.classes?.[0]?.documentCount).toBe(1);
  });

  it("[L83] an archive that has come apart leaves the list to its documents", () => {
    const archive = { ...document, id: "zip", status: "processing" };
    const told = (one: typeof document) => ({
      type: "frame" as const,
      frame: { event: "processing-status" as const, data: { document: one } },
    });
    let state = accountStep(emptyAccount, { type: "documents", classId: "l1", documents: [], since: {} });
    for (const one of [archive, document]) state = accountStep(state, told(one));
    state = accountStep(state, told({ ...archive, status: "ready", contains: 1, skipped: [] } as typeof document));
    expect(state.documents.l1).toEqual([document]);
  });

  it("[W18] an answer over HTTP that comes after the socket's news does not take a document back", () => {
    const ready = { ...document, status: "ready", progress: 1, pages: 2 };
    let state = accountStep(emptyAccount, { type: "documents", classId: "l1", documents: [], since: {} });
    state = accountStep(state, { type: "frame", frame: { event: "document-ready", data: { document: ready } } });
    state = accountStep(state, { type: "document", document, since: {} });
    expect(state.documents.l1).toEqual([ready]);
    state = accountStep(state, { type: "documents", classId: "l1", documents: [document], since: {} });
    expect(state.documents.l1).toEqual([ready]);
  });

  it("[W18] a new version that ended before its upload was answered is not shown as being read", () => {
    const stands = { ...document, status: "ready", progress: 1, pages: 2 };
    const reading = { ...stands, update: { progress: 0, error: null } };
    const failed = { ...stands, update: { progress: 0, error: "It is damaged." } };
    const told = (one: typeof document) => ({
      type: "frame" as const,
      frame: { event: "document-ready" as const, data: { document: one } },
    });
    let state = accountStep(emptyAccount, { type: "documents", classId: "l1", documents: [stands], since: {} });
    state = accountStep(state, told(stands));
    const since = state.told;
    const answered = { type: "document" as const, document: reading, since };
    expect(accountStep(state, answered).documents.l1).toEqual([reading]);
    expect(accountStep(accountStep(state, told(failed)), answered).documents.l1).toEqual([failed]);
    // What was told before it was asked for is older, however far the document was then.
    const again = { ...document, status: "processing" as const, progress: 0 };
    state = accountStep(state, { type: "documents", classId: "l1", documents: [again], since });
    expect(state.documents.l1).toEqual([again]);
  });

  it("[W18] news of a document that come before the list it stands in are not lost", () => {
    const ready = { ...document, status: "ready", progress: 1, pages: 2 };
    let state = accountStep(emptyAccount, {
      type: "frame",
      frame: { event: "document-ready", data: { document: ready } },
    });
    state = accountStep(state, { type: "documents", classId: "l1", documents: [], since: {} });
    state = accountStep(state, { type: "document", document, since: {} });
    expect(state.documents.l1).toEqual([ready]);
  });

  it("[W18] a document of a class that was never opened waits for its list", () => {
    const state = accountStep(emptyAccount, { type: "document", document, since: {} });
    expect(state.documents).toEqual({});
  });

  it("[W19] somebody else's lists are forgotten when another user signs in", () => {
    let state = accountStep(emptyAccount, { type: "signed-in", user, quota: quota(9, 4) });
    state = accountStep(state, { type: "chats", chats: [chat], cursor: null, append: false });
    state = accountStep(state, { type: "signed-out" });
    state = accountStep(state, { type: "signed-in", user: { ...user, id: "u2" }, quota: quota(1, 0) });
    expect(state.chats).toBeNull();
    expect(state.quota?.used).toBe(0);
  });
});
