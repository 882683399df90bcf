import { describe, expect, it } from "vitest";
import { allowWorkers } from "../../../web/viewer/own-workers.ts";

type Rules = Record<string, (text: string) => string | null>;

/** Allows them in a page whose browser notes what it was given. */
function rulesFor(urls: readonly string[]): Rules {
  const made: { name?: string; rules: Rules } = { rules: {} };
  const trustedTypes = {
    createPolicy: (name: string, rules: Rules) => {
      Object.assign(made, { name, rules });
    },
  };
  allowWorkers(urls, { trustedTypes });
  expect(made.name).toBe("default");
  return made.rules;
}

describe("strings that would become scripts", () => {
  it("[W119] are the addresses of the page's own workers, to the letter, or refused", () => {
    const { createScriptURL } = rulesFor(["/assets/worker.mjs", "/assets/renderer.mjs"]);
    expect(createScriptURL?.("/assets/worker.mjs")).toBe("/assets/worker.mjs");
    for (const other of ["/assets/other.mjs", "/assets/worker.mjs?x", "https://example.org/", "blob:x", "data:,x", ""])
      expect(createScriptURL?.(other)).toBeNull();
  });

  it("[W119] become neither HTML nor code: nobody is there to allow it", () => {
    expect(Object.keys(rulesFor(["/assets/worker.mjs"]))).toEqual(["createScriptURL"]);
  });

  it("[W119] are the browser's own business where it has no Trusted Types", () => {
    expect(() => allowWorkers(["/assets/worker.mjs"], {})).not.toThrow();
  });
});
