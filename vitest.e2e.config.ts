/** Tests from outside, against what `npm run build` made: processes that are killed, a real browser. One at a time. */
import { defineConfig } from "vitest/config";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [textModules()],
  test: {
    ...reporting("e2e"),
    include: ["test/e2e/**/*.test.ts"],
    environment: "node",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
