/** Unit tests: pure modules, in Node. */
import { defineConfig } from "vitest/config";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [textModules()],
  test: { ...reporting("unit"), include: ["test/unit/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 20_000 },
});
