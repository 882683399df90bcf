/** fast-check as the tests get it: with a seed of its own in place of the clock's. */
import fc from "fast-check";
import { propertySeed } from "./property-seed.ts";

fc.configureGlobal({ seed: propertySeed });

export * from "fast-check";
export default fc;
