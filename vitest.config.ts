/** Unit tests: pure modules, in Node. */
import { defineConfig } from "vitest/config";
import { sameExamples } from "./test/support/property-seed.ts";
import { reporting } from "./test/support/reporters.ts";
import { textModules } from "./test/support/text-modules.ts";

export default defineConfig({
  plugins: [textModules(), sameExamples()],
  test: { ...reporting("unit"), include: ["test/unit/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000 },
});
