/** Which files of a folder are documents, in which order, and what they are called. By their names alone. Pure. */

/** A file by itself is taken whatever it is called: the service looks at what is in it. A folder holds much that nobody means. */
const ENDINGS = new Set(
  (
    "pdf docx docm pptx pptm ppsx xlsx xlsm odt odp ods epub zip " +
    "html htm xhtml md markdown mdown txt text rst org tex ltx latex csv tsv"
  ).split(" "),
);

/** What systems and programs leave behind, and what they keep to themselves. */
const OF_SYSTEM = /^(?:\..*|~\$.*|__macosx|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|\$recycle\.bin)$/i;

/** What a file, or a folder, is; a folder that is not hidden may be anything. */
export function kindOf(name: string): "hidden" | "document" | "other" {
  if (OF_SYSTEM.test(name)) return "hidden";
  return ENDINGS.has(endingOf(name)) ? "document" : "other";
}

const endingOf = (name: string) => /\.([^.\s/]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? "";

const byName = new Intl.Collator(undefined, { numeric: true });

/** As a student sees them listed: folder after folder, 2 before 10. */
export function inOrder<T extends { path: string }>(found: readonly T[]): T[] {
  return found.toSorted((a, b) => byName.compare(a.path, b.path));
}

/** The last parts of the paths; where several are the same, with the folders that tell them apart, as of an archive's parts. */
export function named(paths: readonly string[]): string[] {
  const lasts = paths.map((path) => path.split("/").at(-1) ?? path);
  const times = new Map<string, number>();
  for (const last of lasts) times.set(last, (times.get(last) ?? 0) + 1);
  return paths.map((path, index) => {
    const last = lasts[index] ?? path;
    return (times.get(last) ?? 0) > 1 ? path.split("/").join(" – ") : last;
  });
}

const MAX_KIND = 20;

/** The kinds of what was left out, the most frequent first and a few of them only: endings, and names that have none. */
export function kindsOf(names: readonly string[], most = 5): string[] {
  const times = new Map<string, number>();
  for (const name of names) {
    const ending = endingOf(name);
    const kind = ending === "" ? name.slice(0, MAX_KIND) : `.${ending}`;
    times.set(kind, (times.get(kind) ?? 0) + 1);
  }
  const kinds = [...times].toSorted(([, a], [, b]) => b - a).map(([kind]) => kind);
  return kinds.length > most ? [...kinds.slice(0, most), "…"] : kinds;
}
