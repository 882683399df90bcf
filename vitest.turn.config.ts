/** Tests of whole turns in workerd: real objects and SQLite, and real HTTP to the stand-in model. */
import { mkdirSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { bundleParser } from "./test/support/bundle-parser.ts";
import { startModelServer } from "./test/support/model-server.ts";
import { PATIENCE_MS, TEST_MS } from "./test/support/patience.ts";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [
    textModules(),
    cloudflareTest(async () => {
      mkdirSync("dist/web", { recursive: true });
      const model = await startModelServer();
      return {
        main: "./src/index.ts",
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: {
            JWT_SECRET: "a secret for the tests, of more than 32 bytes",
            OPENAI_API_KEY: "sk-test",
            OPENAI_BASE_URL: model?.url ?? "http://127.0.0.1:9",
            OPENAI_TPM_LIMIT: "100000000",
            MODEL_CONTROL_URL: model?.controlUrl ?? "",
          },
          workers: [await bundleParser()],
        },
      };
    }),
  ],
  test: {
    ...reporting("turn"),
    globalSetup: "./test/support/model-server.ts",
    include: ["test/turn/**/*.test.ts"],
    testTimeout: TEST_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
