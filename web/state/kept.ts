/** Small things that the browser keeps for the next visit. One that refuses storage keeps nothing, and nothing breaks. */

/** What is kept under a name, for all visits or (`session`) for this tab; null for nothing. */
export function readKept(name: string, where: "always" | "session" = "always"): string | null {
  try {
    return storage(where).getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text; null forgets it. */
export function keep(name: string, text: string | null, where: "always" | "session" = "always"): void {
  try {
    if (text === null) storage(where).removeItem(name);
    else storage(where).setItem(name, text);
  } catch {
    // It holds as long as the page.
  }
}

const storage = (where: "always" | "session"): Storage => (where === "always" ? localStorage : sessionStorage);
