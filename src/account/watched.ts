/**
 * How many sockets a user has open over all chats, without being told of each that closes: a chat says how many it has when
 * one more opens, and is asked again only when the sum seems too high (rule Q37). One row a chat that is or was watched.
 */
import { MAX_SOCKETS } from "./account-socket.ts";

const ASK_TIMEOUT_MS = 2_000;

/** The call to a session: how many sockets it has open now. */
export type CountSockets = (sessionId: string) => Promise<number>;

export class Watched {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Notes how many sockets a chat has; costs a row only when that is news. */
  note(sessionId: string, sockets: number): void {
    if (sockets === 0) {
      this.#sql.exec("DELETE FROM watched WHERE session_id = ?", sessionId);
      return;
    }
    this.#sql.exec(
      `INSERT INTO watched (session_id, sockets) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET sockets = excluded.sockets WHERE sockets <> excluded.sockets`,
      sessionId,
      sockets,
    );
  }

  /** What was noted last: an upper bound, since nobody tells of a socket that closed. */
  noted(): { sessionId: string; sockets: number }[] {
    return this.#sql
      .exec<{ session_id: string; sockets: number }>("SELECT session_id, sockets FROM watched")
      .toArray()
      .map((row) => ({ sessionId: row.session_id, sockets: row.sockets }));
  }

  /**
   * Whether the user may keep the socket that `sessionId` has just opened, beside `own` sockets of the account.
   * Asks the other chats again when what was noted is too much. A chat that does not answer counts as noted.
   */
  async allows(sessionId: string, own: number, count: CountSockets): Promise<boolean> {
    const noted = this.noted();
    if (sum(noted) + own <= MAX_SOCKETS) return true;
    await Promise.all(
      noted.map(async (row) => {
        if (row.sessionId === sessionId) return;
        const now = await answerOf(count(row.sessionId));
        if (now !== null && now !== row.sockets) this.note(row.sessionId, now);
      }),
    );
    return sum(this.noted()) + own <= MAX_SOCKETS;
  }
}

const sum = (rows: readonly { sockets: number }[]): number => rows.reduce((total, row) => total + row.sockets, 0);

async function answerOf(call: Promise<number>): Promise<number | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ASK_TIMEOUT_MS, null);
  });
  try {
    return await Promise.race([call, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
