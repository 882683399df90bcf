/** Tests in workerd with real SQLite, R2 and the parser Worker, on the bindings of wrangler.toml. */
import { mkdirSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { SETTING_NAMES } from "./src/config.ts";
import { bundleParser } from "./test/support/bundle-parser.ts";
import { PATIENCE_MS, TEST_MS } from "./test/support/patience.ts";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [
    textModules(),
    cloudflareTest(async () => {
      mkdirSync("dist/web", { recursive: true });
      return {
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: {
            // A developer's .dev.vars is read as well: none of it may change what is tested.
            ...Object.fromEntries(SETTING_NAMES.map((name) => [name, ""])),
            ENVIRONMENT: "local",
            JWT_SECRET: "a secret for the tests, of more than 32 bytes",
            JWT_ISSUER: "campus",
            JWT_AUDIENCE: "study",
            ALLOWED_ORIGINS: "https://campus.example",
          },
          // Small ones, so that a test reaches them; wide as they are on one's own machine they would never be seen.
          ratelimits: Object.fromEntries(
            Object.entries({ SEARCH_RATE: 120, DRAFT_RATE: 240, REFUSAL_RATE: 60, ASK_RATE: 120, UPLOAD_RATE: 60 }).map(
              ([name, limit], i) => [name, { namespace_id: String(9001 + i), simple: { limit, period: 60 as const } }],
            ),
          ),
          workers: [await bundleParser()],
        },
      };
    }),
  ],
  test: {
    ...reporting("worker"),
    include: ["test/worker/**/*.test.ts"],
    testTimeout: TEST_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
