/**
 * Who is asking, once a token was verified; plain data that travels in RPC arguments and socket attachments.
 * The one check of an owner is here: every object calls it at its door.
 */

import * as z from "zod/mini";

/** As it is stored in a socket's attachment and sent inside the service. */
export const principalShape = z.object({
  /** The internal user id, 32 hex digits. */
  userId: z.string(),
  /** `guest` or `member`; another one is a newer version's, and is passed on. */
  kind: z.string(),
  name: z.nullable(z.string()),
  /** Names the quota: `guest`, `free`, `unlimited`; one that this version does not know has the free one's limit. */
  plan: z.string(),
  /** Seconds since the epoch at which the credentials end. */
  expiresAt: z.number(),
});
export type Principal = z.infer<typeof principalShape>;

/** The header in which the Worker's door hands a verified principal to an object; never taken from outside. */
export const PRINCIPAL_HEADER = "x-principal";

/** The value of that header: headers hold no letters beyond ASCII, and names do. */
export function principalHeader(principal: Principal): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(principal).replace(/[\u007f-\uffff]/g, escaped);
}

/** Reads the principal that the Worker's door put into a request; `null` when there is none. */
export function principalOf(request: Request): Principal | null {
  try {
    const parsed = principalShape.safeParse(JSON.parse(request.headers.get(PRINCIPAL_HEADER) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whether the credentials still hold at `nowMs`. */
export function isCurrent(principal: Principal, nowMs: number): boolean {
  return principal.expiresAt * 1_000 > nowMs;
}

/**
 * The one owner check. `owner` is what the object stored at its first write, `null` when it has none.
 * An object without an owner, or with another one, is answered in the same way: as one that does not exist.
 */
export function isOwner(owner: string | null, userId: string): boolean {
  return owner !== null && owner === userId;
}
