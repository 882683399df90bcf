/** highlight.js's result, spans with classes around escaped text, as runs of text. Pure; the markup itself is never used. */
import type { Run } from "./segments.ts";

const PIECE = /<span class="([^"]*)">|<\/span>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
};

/** The runs in order; of spans inside spans the innermost counts. */
export function parseRuns(markup: string): Run[] {
  const runs: Run[] = [];
  const scopes: (string | null)[] = [];
  for (const [piece, classes, text] of markup.matchAll(PIECE)) {
    if (classes !== undefined) {
      // A language inside another one has a span, but no colour of its own.
      const own = classes.startsWith("hljs-") ? classes.slice("hljs-".length).split(" ", 1)[0] : undefined;
      scopes.push(own ?? scopes.at(-1) ?? null);
    } else if (text !== undefined) {
      add(runs, {
        text: text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity),
        scope: scopes.at(-1) ?? null,
      });
    } else if (piece === "</span>") scopes.pop();
  }
  return runs;
}

function add(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last?.scope === run.scope) runs[runs.length - 1] = { text: last.text + run.text, scope: run.scope };
  else runs.push(run);
}
