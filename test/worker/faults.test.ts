import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { until } from "../support/worker/chat.ts";
import { type Group, leftOf, newClass, put, search, setPages, settled, value, who } from "../support/worker/library.ts";

/** R2 that throws for as long as it is told to. Time is let pass between the tries. */
async function faulty(group: Group, faults: { get: number; put: number; delete: number }) {
  let skippedMs = 0;
  await runInDurableObject(group.library, (object: ClassLibrary) => {
    const bucket = env.FILES;
    object.now = () => Date.now() + skippedMs;
    object.files = new Proxy(bucket, {
      get(target, name: keyof R2Bucket) {
        if (name !== "get" && name !== "put" && name !== "delete") return target[name].bind(target);
        return (...args: unknown[]) => {
          if (faults[name] > 0) {
            faults[name] -= 1;
            return Promise.reject(new Error("internal error (10001)"));
          }
          return (target[name] as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  });
  return async (what: string, holds: () => Promise<boolean>) =>
    until(what, async () => {
      skippedMs += 60_000;
      await runDurableObjectAlarm(group.library);
      return holds();
    });
}

const isNothing = (left: Record<string, number>) => Object.values(left).every((count) => count === 0);
const statusOf = async (group: Group, docId: string) => value(await group.library.document({ ...who(group), docId }));

describe("a storage that fails", () => {
  it("[L87] in reading is asked again, and more patiently than a file that cannot be read", async () => {
    const group = await newClass();
    await setPages(group);
    const within = await faulty(group, { get: 9, put: 0, delete: 0 });
    const { id } = await put(group, "Cells divide.");
    await within("read at last", async () => (await statusOf(group, id)).status === "ready");
    const lasting = await faulty(group, { get: 1_000, put: 0, delete: 0 });
    const other = await put(group, "Cells grow.");
    await lasting("given up", async () => (await statusOf(group, other.id)).status === "failed");
    expect((await statusOf(group, other.id)).error).toMatch(/upload it again/);
    expect((await statusOf(group, other.id)).error).not.toMatch(/10001|internal/);
  });

  it("[L87] in removing is asked until nothing is left", async () => {
    const group = await newClass();
    await setPages(group);
    const { id } = await settled(group, (await put(group, "Cells divide.")).id);
    const faults = { get: 0, put: 0, delete: 4 };
    const within = await faulty(group, faults);
    value(await group.library.removeDocument({ ...who(group), docId: id }));
    expect(await search(group, "cells")).toEqual([]);
    await within("all faults are met", async () => faults.delete === 0);
    await within("nothing is left", async () => isNothing(await leftOf(group)));
  });

  it("[L87] in unpacking is asked again, and a document that cannot be stored is listed as failed", async () => {
    const group = await newClass();
    const faults = { get: 2, put: 3, delete: 0 };
    const within = await faulty(group, faults);
    const bytes = (name: string) => new Uint8Array(zipSync({ [name]: strToU8(`Here is ${name}.`) }));
    const { id } = await put(group, bytes("a.txt"), "a.zip");
    await within("unpacked", async () => (await statusOf(group, id)).status === "ready");
    faults.put = 1_000;
    const other = await put(group, bytes("b.txt"), "b.zip");
    await within("given up", async () => (await statusOf(group, other.id)).status === "ready");
    const documents = value(await group.library.documents(who(group)));
    expect(documents).toMatchObject([
      { name: "a.txt", status: "ready" },
      { name: "b.txt", status: "failed", error: expect.stringMatching(/^[A-Z].+\.$/) },
    ]);
    faults.put = 0;
    for (const docId of [...documents.map((document) => document.id), id, other.id])
      value(await group.library.removeDocument({ ...who(group), docId }));
    await within("nothing is left", async () => isNothing(await leftOf(group)));
  });
});
