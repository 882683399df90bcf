/**
 * Archives whose end a student has not seen yet. The service lists them no more once they have come apart, and tells for a day
 * what became of them to who knows their id, so that is kept over reloads.
 */
import * as z from "zod/mini";
import { keep, readKept } from "./kept.ts";

const NAME = "archives";
const MOST = 20;

const keptShape = z.array(z.object({ classId: z.string(), docId: z.string() }));
export type KeptArchive = z.infer<typeof keptShape>[number];

/** What was kept, the newest first; what cannot be read is nothing. */
export function readArchives(text: string | null): KeptArchive[] {
  if (text === null) return [];
  try {
    const read = keptShape.safeParse(JSON.parse(text));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

/** With one more in front, once each, and not without end. */
export function withArchive(kept: readonly KeptArchive[], one: KeptArchive): KeptArchive[] {
  return [one, ...kept.filter(({ docId }) => docId !== one.docId)].slice(0, MOST);
}

export const archivesOf = (classId: string): string[] =>
  readArchives(readKept(NAME))
    .filter((one) => one.classId === classId)
    .map(({ docId }) => docId);

export function keepArchive(one: KeptArchive): void {
  const kept = readArchives(readKept(NAME));
  if (!kept.some(({ docId }) => docId === one.docId)) keep(NAME, JSON.stringify(withArchive(kept, one)));
}

export function forgetArchive(docId: string): void {
  const left = readArchives(readKept(NAME)).filter((one) => one.docId !== docId);
  keep(NAME, left.length === 0 ? null : JSON.stringify(left));
}
