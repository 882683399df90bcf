/** Prints each failed test of the JSON reports of vitest in a folder: its file, its name, and how its message begins. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const LINES = 6;
const folder = process.argv[2] ?? ".";
const begin = (message = "") => message.split("\n").slice(0, LINES).join("\n    ");

for (const name of readdirSync(folder)) {
  if (!name.endsWith(".json")) continue;
  const report = JSON.parse(readFileSync(join(folder, name), "utf8"));
  for (const file of report.testResults) {
    const path = relative(process.cwd(), file.name);
    if (file.status === "failed" && file.assertionResults.length === 0)
      console.log(`${path}\n    ${begin(file.message)}`);
    for (const test of file.assertionResults)
      if (test.status === "failed") console.log(`${path}: ${test.fullName}\n    ${begin(test.failureMessages[0])}`);
  }
}
