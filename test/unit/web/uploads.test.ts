/** Files on their way to a class, without a service. */
import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/protocol.ts";
import { ApiError } from "../../../web/api.ts";
import { isThere, Uploads } from "../../../web/state/uploads.ts";
import { document } from "./shapes.ts";

const file = (name: string) => new File(["Cells divide."], name);

/** Uploads whose answers are given by the test, in any order. */
function made(known: Document[] = []) {
  const sent: { name: string; resolve: (document: Document) => void; reject: (cause: unknown) => void }[] = [];
  const told: Document[] = [];
  const progress = new Map<string, (sent: number) => void>();
  const uploads = new Uploads({
    soon: (run) => run(),
    begin: () => ({ documents: known, arrived: (one) => told.push(one) }),
    send: ({ file: { name }, signal, onProgress }) =>
      new Promise((resolve, reject) => {
        progress.set(name, onProgress);
        sent.push({ name, resolve, reject });
        signal.addEventListener("abort", () => reject(new ApiError("stopped", "It was cancelled.")));
      }),
  });
  const states = () => uploads.state.get().map((one) => `${one.file.name} ${one.at.state}`);
  const answer = async (name: string, end: Document | ApiError) => {
    const one = sent.findLast((request) => request.name === name);
    if (end instanceof ApiError) one?.reject(end);
    else one?.resolve(end);
    await new Promise((later) => setImmediate(later));
  };
  return { uploads, states, answer, told, progress, names: () => sent.map(({ name }) => name) };
}

describe("files that are added to a class", () => {
  it("[W81] go up two at a time, in their order, and leave the list when they have arrived", async () => {
    const { uploads, states, answer, told, progress, names } = made();
    uploads.add("l1", [file("a"), file("b"), file("c")]);
    expect(states()).toEqual(["a sending", "b sending", "c waiting"]);
    progress.get("b")?.(0.5);
    expect(uploads.state.get()[1]?.at).toEqual({ state: "sending", sent: 0.5 });
    await answer("b", { ...document, id: "d2" });
    expect([states(), names(), told.map(({ id }) => id)]).toEqual([
      ["a sending", "c sending"],
      ["a", "b", "c"],
      ["d2"],
    ]);
  });

  it("[W81] are cancelled one by one, and the next takes the place", async () => {
    const { uploads, states, names } = made();
    uploads.add("l1", [file("a"), file("b"), file("c"), file("d")]);
    uploads.drop(3);
    uploads.drop(1);
    await new Promise((later) => setImmediate(later));
    expect([states(), names()]).toEqual([
      ["b sending", "d sending"],
      ["a", "b", "d"],
    ]);
  });

  it("[W81] say why they failed, hold nobody up, and can be tried again", async () => {
    const { uploads, states, answer, names } = made();
    uploads.add("l1", [file("a"), file("b"), file("c")]);
    await answer("a", new ApiError("rate-limited", "Too fast."));
    expect(uploads.state.get()[0]?.at).toEqual({ state: "failed", code: "rate-limited", error: "Too fast." });
    expect(states()).toEqual(["a failed", "b sending", "c sending"]);
    uploads.retry(1);
    expect(states()).toEqual(["a waiting", "b sending", "c sending"]);
    await answer("b", { ...document, id: "d2" });
    expect([states(), names().at(-1)]).toEqual([["a sending", "c sending"], "a"]);
  });

  it("[W81] say that the class has them already, also when they were added twice at once", async () => {
    const { uploads, states, answer } = made([document]);
    uploads.add("l1", [file("known"), file("new"), file("twin")]);
    await answer("known", document);
    await answer("new", { ...document, id: "d2" });
    await answer("twin", { ...document, id: "d2", name: "new" });
    expect(states()).toEqual(["known same", "twin same"]);
    uploads.drop(1);
    expect(states()).toEqual(["twin same"]);
  });
});

describe("a file that arrived", () => {
  const nothing = { before: [], arrived: new Set<string>() };
  const failed: Document = { ...document, status: "failed", error: "It is damaged." };

  it("[W81] was there already if its document was, but not if that had failed and is read again", () => {
    const first = { replaces: null };
    expect(isThere(first, document, nothing)).toBe(false);
    expect(isThere(first, document, { before: [document], arrived: new Set() })).toBe(true);
    expect(isThere(first, document, { before: [failed], arrived: new Set(["d1"]) })).toBe(false);
    expect(isThere(first, document, { before: [], arrived: new Set(["d1"]) })).toBe(true);
  });

  it("[W82] as a new version is none when nothing is being read", () => {
    const version = { replaces: "d1" };
    const reading = { progress: 0, error: null };
    expect(isThere(version, { ...document, update: reading }, nothing)).toBe(false);
    expect(isThere(version, { ...document, status: "queued" }, nothing)).toBe(false);
    expect(isThere(version, { ...document, update: null }, nothing)).toBe(true);
    expect(isThere(version, { ...document, update: { progress: 0, error: "It is damaged." } }, nothing)).toBe(true);
  });
});
