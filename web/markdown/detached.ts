/**
 * A piece of a text as a string of its own. Engines keep a slice as a reference to the whole that it was cut from: of an answer
 * that grows, every block would hold the whole text as it was in the moment when that block was parsed.
 */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
