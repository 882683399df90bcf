/** Ids that the server makes: 128 bits in lower-case hex (ARCHITECTURE, owners). */

/** A new random id. */
export function newId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(16)));
}

/** The chat that asking without one makes: the same for the same user and turn, so that asking twice is one chat. */
export function sessionIdOf(userId: string, turnId: string): Promise<string> {
  return digestOf(["chat", userId, turnId]);
}

/** The object of a turn without a chat, from the user and its key. */
export function directIdOf(userId: string, key: string): Promise<string> {
  return digestOf(["direct", userId, key]);
}

/** The first 128 bits of SHA-256 over a list of texts, written so that no two lists are spelled alike. */
export async function digestOf(parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 16));
}

/** Bytes in lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
