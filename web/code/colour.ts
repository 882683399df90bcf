/**
 * highlight.js as a function from text to coloured runs, its core and each language loaded when they are first needed.
 * Components watch a language; until it has come, and when it cannot be had, code is plain.
 */
import type { HLJSApi } from "highlight.js";
import { languageById } from "./languages.ts";
import { parseRuns } from "./runs.ts";
import type { Colour } from "./segments.ts";

const colours = new Map<string, Colour>();
const asked = new Set<string>();
const watchers = new Set<() => void>();
let core: Promise<HLJSApi> | null = null;

/** The colours of a language, or null while they are not there. */
export function colourOf(id: string | null): Colour | null {
  return id === null ? null : (colours.get(id) ?? null);
}

/** Loads a language; `watch` is called when it or another one has come. Returns how to stop watching. */
export function watchColours(id: string | null, watch: () => void): () => void {
  watchers.add(watch);
  if (id !== null && !asked.has(id)) {
    asked.add(id);
    load(id).then(
      (colour) => {
        colours.set(id, colour);
        for (const told of watchers) told();
      },
      () => asked.delete(id),
    );
  }
  return () => watchers.delete(watch);
}

/** Loads and registers a language with those inside of it. */
export async function load(id: string): Promise<Colour> {
  core ??= import("highlight.js/lib/core").then((module) => module.default);
  core.catch(() => {
    core = null;
  });
  const hljs = await core;
  const needed = [id, ...(languageById(id)?.inside ?? [])];
  await Promise.all(
    needed.map(async (one) => {
      const language = await languageById(one)?.load();
      if (language && !hljs.getLanguage(one)) hljs.registerLanguage(one, language.default);
    }),
  );
  return (text) => {
    const result = hljs.highlight(text, { language: id, ignoreIllegals: true });
    return { runs: parseRuns(result.value), isWhole: isOutermost(result._top) };
  };
}

/** Whether the mode in which highlight.js ended is the language itself, and not a string or comment inside of it. */
function isOutermost(mode: unknown): boolean {
  return typeof mode === "object" && mode !== null && !("parent" in mode);
}
