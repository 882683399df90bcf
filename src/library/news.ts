/**
 * What a library tells the account of its owner: the class as it is listed, and how its documents are doing. Written to the
 * outbox in the transaction that made it true, delivered in order until it is answered.
 */
import * as z from "zod/mini";
import type { Env } from "../env.ts";
import type { Outbox, OutboxRow } from "../outbox.ts";
import { type Class, classShape, type Document, documentShape } from "../protocol.ts";

export const NEWS = ["class", "class-removed", "document"] as const;

export function tellClass(outbox: Outbox, changed: Class): void {
  outbox.put("class", "class", changed);
}

/** The last word about a class; takes the place of what was not told yet. */
export function tellRemoved(outbox: Outbox, classId: string): void {
  outbox.put("class-removed", "class", { classId });
}

export function tellDocument(outbox: Outbox, document: Document): void {
  outbox.put("document", `document:${document.id}`, document);
}

const removedShape = z.object({ classId: z.string() });

/** Delivers one row. Whatever the account answers, it has heard; a throw means that it could not be reached. */
export async function deliver(
  account: ReturnType<Env["USER_ACCOUNT"]["getByName"]>,
  userId: string,
  row: OutboxRow,
): Promise<void> {
  const payload: unknown = JSON.parse(row.payload);
  switch (row.kind) {
    case "class":
      await account.classChanged({ userId, class: classShape.parse(payload) });
      return;
    case "class-removed":
      await account.classRemoved({ userId, classId: removedShape.parse(payload).classId });
      return;
    case "document":
      await account.documentChanged({ userId, document: documentShape.parse(payload) });
  }
}
