import { describe, expect, it } from "vitest";
import { type CardEvent, type CardVisit, nextVisit } from "../../../web/state/card-visit.ts";

const visitAfter = (...events: CardEvent[]) => events.reduce<CardVisit>(nextVisit, "new");

describe("the card of a citation", () => {
  it("[W5] is wanted by who comes to the number, by pointer or by focus", () => {
    expect(visitAfter("pointer")).toBe("new");
    expect(visitAfter("focus")).toBe("new");
    expect(visitAfter("focus", "blur", "focus")).toBe("new");
  });

  it("[W5] is not wanted by who opened the document, nor when the focus comes back from there", () => {
    expect(visitAfter("pointer", "focus", "open")).toBe("seen");
    expect(visitAfter("focus", "open", "blur")).toBe("seen");
    expect(visitAfter("pointer", "focus", "open", "blur", "focus")).toBe("back");
  });

  it("[W5] is wanted again by who comes anew", () => {
    expect(visitAfter("focus", "open", "blur", "focus", "blur", "focus")).toBe("new");
    expect(visitAfter("open", "pointer")).toBe("new");
  });
});
