/**
 * What becomes of a file whose bytes have come: a document of its own, one that is there already, a new version of one, or
 * nothing. Pure; decided in the transaction that ends the upload, so that of two that end together one finds the other.
 * The newest upload is the one that was begun last.
 */
import { type Failure, failure } from "../failure.ts";
import { type DocumentRow, isListed } from "./document.ts";

type Row = Pick<DocumentRow, "seq" | "id" | "name" | "state" | "hash" | "replaces">;

export type Arrival = {
  seq: number;
  /** `null`: not known, and so like no other. */
  hash: string | null;
  /** The document that it is to replace. */
  replaces: string | null;
};

export type Near = {
  /** Documents and waiting versions with the same bytes. */
  alike: readonly Row[];
  /** The document that is to be replaced; `null` when there is none. */
  target: Row | null;
  /** Versions that wait for its place. */
  versions: readonly Row[];
};

export type Admission =
  | { kind: "new" }
  /** It is there already, or was overtaken: the file goes, and so do the waiting versions that it overtakes itself. */
  | { kind: "same"; docId: string; overtaken: string[] }
  /** It takes the place of a document that has no text to keep. */
  | { kind: "in-place"; of: string }
  /** It is read unseen until it can take the place. */
  | { kind: "version"; of: string; overtaken: string[] }
  | { kind: "refused"; failure: Failure };

export function admit(arrival: Arrival, near: Near): Admission {
  return arrival.replaces === null ? admitDocument(near) : admitVersion(arrival, near);
}

/** The same file is one document; one that failed is tried again with the file that came. */
function admitDocument({ alike }: Near): Admission {
  const twin = alike.find(({ state }) => state !== "failed") ?? alike[0];
  if (twin === undefined) return { kind: "new" };
  if (twin.state === "failed") return { kind: "in-place", of: twin.id };
  return { kind: "same", docId: twin.replaces ?? twin.id, overtaken: [] };
}

function admitVersion({ seq, hash }: Arrival, { alike, target, versions }: Near): Admission {
  if (target === null || !isListed(target)) return refused("not-found", "There is no such document any more.");
  const docId = target.id;
  const isNewest = target.seq < seq && versions.every((version) => version.seq < seq);
  if (!isNewest) return { kind: "same", docId, overtaken: [] };
  const others = versions.filter((version) => hash === null || version.hash !== hash).map(({ id }) => id);
  const isThere = hash !== null && target.hash === hash && target.state !== "failed";
  if (isThere || others.length < versions.length) {
    return { kind: "same", docId, overtaken: isThere ? versions.map(({ id }) => id) : others };
  }
  const other = alike.find((row) => row.state !== "failed" && row.id !== docId && row.replaces !== docId);
  if (other !== undefined) {
    return refused("conflict", `These are the bytes of "${other.name}", which is another document of this class.`);
  }
  switch (target.state) {
    case "ready":
      return { kind: "version", of: docId, overtaken: others };
    case "queued":
    case "parsing":
    case "embedding":
    case "failed":
      return { kind: "in-place", of: docId };
    case "unpacking":
      return refused("conflict", "This archive is still being unpacked.");
    default:
      return refused("conflict", "This document is being worked on; please try again in a moment.");
  }
}

function refused(code: Failure["code"], error: string): Admission {
  return { kind: "refused", failure: failure(code, error) };
}
