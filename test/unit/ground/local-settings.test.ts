import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { varsOf, writeSecretOnce } from "../../../scripts/local-settings.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const written = (file: string) => readFileSync(file, "utf8");

describe("the local settings", () => {
  it("[G5] a random secret is written once, readable by its owner alone", () => {
    const file = join(folder, ".dev.vars");
    writeSecretOnce(file);
    const first = written(file);
    expect(first).toMatch(/^JWT_SECRET=[0-9a-f]{64}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeSecretOnce(file);
    expect(written(file)).toBe(first);
  });

  it("[G5] what stands in the file stays, and a secret of one's own is kept", () => {
    const file = join(folder, ".dev.vars");
    writeFileSync(file, "OPENAI_API_KEY=sk-1");
    writeSecretOnce(file);
    expect(written(file)).toMatch(/^OPENAI_API_KEY=sk-1\nJWT_SECRET=[0-9a-f]{64}\n$/);
    const own = `JWT_SECRET="${"y".repeat(40)}"\n`;
    writeFileSync(file, own);
    writeSecretOnce(file);
    expect(written(file)).toBe(own);
  });

  it("[G5] --var is read in every form that wrangler takes", () => {
    const args = ["--port", "1", "--var", "A:x:y", "B:2", "--var=C:3", "--persist-to", "D:4", "--var", "nothing"];
    expect(varsOf(args)).toEqual({ A: "x:y", B: "2", C: "3" });
  });
});
