/**
 * Whether the card with a citation's quote is wanted: when the pointer or the focus comes to the number, not when the focus
 * comes back from the document that was opened by it. On a phone it would lie over the box for the next question. Pure.
 */

/** `seen`: the document was opened from here; `back`: the focus has come back from it. */
export type CardVisit = "new" | "seen" | "back";

export type CardEvent = "pointer" | "focus" | "open" | "blur";

export function nextVisit(visit: CardVisit, event: CardEvent): CardVisit {
  switch (event) {
    case "pointer":
      return "new";
    case "open":
      return "seen";
    case "focus":
      return visit === "seen" ? "back" : visit;
    case "blur":
      return visit === "back" ? "new" : visit;
  }
}
