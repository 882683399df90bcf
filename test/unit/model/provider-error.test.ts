import { describe, expect, it } from "vitest";
import { namesOf } from "../../../src/model/provider-error.ts";

describe("an error of the model's provider", () => {
  it("[M17] is told by its names", () => {
    const error = { message: "Your prompt 'Why me?' is too long.", type: "invalid_request_error", code: "too_long" };
    expect(namesOf(error)).toBe("invalid_request_error, too_long");
    expect(namesOf({ error: { ...error, param: "messages[1].content" } })).toBe(
      "invalid_request_error, too_long, messages[1].content",
    );
    expect(namesOf(JSON.stringify({ error: { code: 429 } }))).toBe("429");
  });

  it("[M17] is not told by anything that may be a sentence", () => {
    for (const error of [null, undefined, 7, "", "Why me?", '"Why me?"', "{", { type: "Why me?" }, { code: { a: 1 } }])
      expect(namesOf(error)).toBe("unnamed");
    expect(namesOf({ type: "a".repeat(65), code: "b" })).toBe("b");
  });
});
