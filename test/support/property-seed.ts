/**
 * Property tests draw the same examples in every run, so that a run tells of the code alone. `PROPERTY_SEED=<a number>` draws
 * others: what fails then belongs into a test by name.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

export const propertySeed = Number(process.env.PROPERTY_SEED ?? 1_127);

/** A plugin for Vite that gives tests fast-check with that seed. */
export function sameExamples(): Plugin {
  const seeded = fileURLToPath(new URL("./properties.ts", import.meta.url));
  return {
    name: "same-examples",
    enforce: "pre",
    resolveId: (id, importer) => (id === "fast-check" && importer !== seeded ? seeded : null),
  };
}
