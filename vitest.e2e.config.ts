/** Tests from outside, against what `npm run build` made: processes that are killed, a real browser. One at a time. */
import { defineConfig } from "vitest/config";
import { PATIENCE_MS, TEST_MS } from "./test/support/patience.ts";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [textModules()],
  test: {
    ...reporting("e2e"),
    include: ["test/e2e/**/*.test.ts"],
    environment: "node",
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    fileParallelism: false,
    maxWorkers: 1,
  },
});
