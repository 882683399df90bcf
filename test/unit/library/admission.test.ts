import { describe, expect, it } from "vitest";
import { admit } from "../../../src/library/admission.ts";

const row = (seq: number, more: Partial<ReturnType<typeof base>> = {}) => ({ ...base(seq), ...more });
const base = (seq: number) => ({
  seq,
  id: `doc${seq}`,
  name: `${seq}.pdf`,
  state: "ready",
  hash: `hash${seq}` as string | null,
  replaces: null as string | null,
});
const version = (seq: number, of: string, more: Partial<ReturnType<typeof base>> = {}) =>
  row(seq, { replaces: of, state: "parsing", ...more });
const alone = { alike: [], target: null, versions: [] };

describe("a file that came", () => {
  const arrival = { seq: 9, hash: "h", replaces: null };

  it("[L70] is a document of its own, or one that is there already", () => {
    expect(admit(arrival, alone)).toEqual({ kind: "new" });
    expect(admit({ ...arrival, hash: null }, alone)).toEqual({ kind: "new" });
    for (const state of ["queued", "parsing", "embedding", "ready", "unpacking", "of a newer version"])
      expect(admit(arrival, { ...alone, alike: [row(1, { state })] })).toMatchObject({ kind: "same", docId: "doc1" });
    expect(admit(arrival, { ...alone, alike: [version(2, "doc1")] })).toMatchObject({ kind: "same", docId: "doc1" });
  });

  it("[L71] tries a document again that failed with the same bytes, unless another did not", () => {
    const failed = row(1, { state: "failed" });
    expect(admit(arrival, { ...alone, alike: [failed] })).toEqual({ kind: "in-place", of: "doc1" });
    expect(admit(arrival, { ...alone, alike: [failed, row(2)] })).toMatchObject({ kind: "same", docId: "doc2" });
  });
});

describe("a new version that came", () => {
  const arrival = { seq: 9, hash: "h", replaces: "doc1" };
  const near = { ...alone, target: row(1) };

  it("[L73] waits for the place of a document that stands, and takes that of one that does not", () => {
    expect(admit(arrival, near)).toEqual({ kind: "version", of: "doc1", overtaken: [] });
    for (const state of ["queued", "parsing", "embedding", "failed"])
      expect(admit(arrival, { ...near, target: row(1, { state }) })).toEqual({ kind: "in-place", of: "doc1" });
  });

  it("[L76] overtakes the versions that were begun before it, and is overtaken by those begun after it", () => {
    expect(admit(arrival, { ...near, versions: [version(5, "doc1"), version(3, "doc1")] })).toEqual({
      kind: "version",
      of: "doc1",
      overtaken: ["doc5", "doc3"],
    });
    const late = { kind: "same", docId: "doc1", overtaken: [] };
    expect(admit(arrival, { ...near, versions: [version(12, "doc1"), version(3, "doc1")] })).toEqual(late);
    expect(admit(arrival, { ...near, target: row(12, { id: "doc1" }) })).toEqual(late);
  });

  it("[L76] with the bytes that stand changes nothing but what waits, with those that wait changes nothing", () => {
    const waiting = version(5, "doc1");
    expect(admit(arrival, { ...near, target: row(1, { hash: "h" }), versions: [waiting] })).toEqual({
      kind: "same",
      docId: "doc1",
      overtaken: ["doc5"],
    });
    expect(admit(arrival, { ...near, versions: [version(5, "doc1", { hash: "h" })] })).toEqual({
      kind: "same",
      docId: "doc1",
      overtaken: [],
    });
    const failed = row(1, { hash: "h", state: "failed" });
    expect(admit(arrival, { ...near, target: failed, alike: [failed] })).toEqual({ kind: "in-place", of: "doc1" });
  });

  it("[L70] with the bytes of another document is refused, since that would make two of them", () => {
    const conflict = { kind: "refused", failure: { code: "conflict" } };
    expect(admit(arrival, { ...near, alike: [row(2, { hash: "h" })] })).toMatchObject(conflict);
    expect(admit(arrival, { ...near, alike: [version(3, "doc2", { hash: "h" })] })).toMatchObject(conflict);
    expect(admit(arrival, { ...near, alike: [row(2, { hash: "h", state: "failed" })] }).kind).toBe("version");
  });

  it("[L73] of what is gone or no document is refused", () => {
    for (const target of [null, row(1, { state: "removed" }), row(1, { state: "unpacked" }), version(1, "doc0")])
      expect(admit(arrival, { ...near, target })).toMatchObject({ kind: "refused", failure: { code: "not-found" } });
    for (const state of ["unpacking", "of a newer version"])
      expect(admit(arrival, { ...near, target: row(1, { state }) })).toMatchObject({
        kind: "refused",
        failure: { code: "conflict" },
      });
  });
});
