/** Prints "passed failed": the sums of the JSON reports of vitest in a folder. A run that left no report is not counted here. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  if (!name.endsWith(".json")) continue;
  const report = JSON.parse(readFileSync(join(folder, name), "utf8"));
  passed += report.numPassedTests;
  // A file that could not even be loaded holds no failed test, but is a failed suite.
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  failed += report.numFailedTests + unloaded.length;
}
console.log(`${passed} ${failed}`);
