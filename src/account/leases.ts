/**
 * Asks the sessions of held places whose lease ran out what became of their turns (rule Q9). Outside of any transaction, side by
 * side but bounded. Never throws: a session that cannot be reached, is too slow, or answers what this version cannot read
 * is `unknown`. What follows from an answer is decided by the ledger.
 */
import * as z from "zod/mini";
import type { LedgerRow, Resolution } from "./ledger.ts";

/** Most rows asked about in one wake; the rest waits for the next. */
export const MAX_ASKED = 100;
const SIDE_BY_SIDE = 6;
const ASK_TIMEOUT_MS = 10_000;

/** The call to a session; resolves to its answer, unread. */
export type AskSession = (sessionId: string, ask: { userId: string; turnId: string }) => Promise<unknown>;

const answerShape = z.object({ state: z.string() });

/** Reads a session's answer. A state of a newer version reads as `unknown`, so the place stays held. */
export function readResolution(answer: unknown): Resolution {
  const read = answerShape.safeParse(answer);
  if (!read.success) return "unknown";
  switch (read.data.state) {
    case "running":
    case "post":
    case "void":
      return read.data.state;
    default:
      return "unknown";
  }
}

/** Asks about every row and hands each answer to `apply` as it comes. Resolves when all are answered or given up. */
export async function askSessions(
  rows: readonly LedgerRow[],
  userId: string,
  ask: AskSession,
  apply: (row: LedgerRow, resolution: Resolution) => void,
): Promise<void> {
  const waiting = rows[Symbol.iterator]();
  const asker = async () => {
    for (const row of waiting) apply(row, await askOne(row, userId, ask));
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, rows.length) }, asker));
}

async function askOne(row: LedgerRow, userId: string, ask: AskSession): Promise<Resolution> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, ASK_TIMEOUT_MS, null);
    });
    return readResolution(await Promise.race([ask(row.sessionId, { userId, turnId: row.turnId }), late]));
  } catch {
    return "unknown";
  } finally {
    clearTimeout(timer);
  }
}
