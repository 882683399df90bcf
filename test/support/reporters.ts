/** How a run of vitest reports: to the terminal and, where VITEST_RESULTS names a folder, as JSON in it. */

/** Options for `test` in a configuration of vitest; `name` tells the runs apart. */
export function reporting(name: string) {
  const folder = process.env.VITEST_RESULTS;
  if (!folder) return { reporters: ["default"] };
  return { reporters: ["default", "json"], outputFile: { json: `${folder}/${name}.json` } };
}
