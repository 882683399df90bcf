/**
 * A piece of code in parts, so that while it grows only its last part is coloured and laid out again (W45). Pure.
 * Where a part ends depends on the text alone, not on how it arrived: after every few lines, once no comment, string or other
 * construct is open there. Put together the parts are the code.
 */

import { detached } from "../markdown/detached.ts";

/** A stretch of text in one colour; `scope` is null for the code's own. */
export type Run = { text: string; scope: string | null };
export type CodePart = { text: string; runs: readonly Run[] };

/** Colours a text; `isWhole`: nothing is open at its end, so that what follows can be coloured without it. */
export type Colour = (text: string) => { runs: readonly Run[]; isWhole: boolean };

export type Segments = {
  text: string;
  colour: Colour | null;
  /** The parts that stay as they are. */
  done: readonly CodePart[];
  /** Where the last part begins. */
  from: number;
  last: CodePart | null;
};

const STEP_LINES = 16;
const PLAIN_LINES = 64;
/** What is open for so long is cut all the same. */
const MAX_LINES = 320;
/** A longer line is not coloured: nobody reads it, and it would cost as much as a page of code. */
const MAX_LINE = 2_000;

export const noSegments: Segments = { text: "", colour: null, done: [], from: 0, last: null };

/** The parts of `text`; those of `last` are taken over when it continues that text in the same colours. */
export function segment(last: Segments, text: string, colour: Colour | null): Segments {
  if (text === last.text && colour === last.colour) return last;
  const continues = colour === last.colour && text.startsWith(last.text);
  const done = continues ? [...last.done] : [];
  let from = continues ? last.from : 0;
  for (let end = nextEnd(text, from, colour); end !== null; end = nextEnd(text, from, colour)) {
    done.push(end.part);
    from = end.at;
  }
  const rest = detached(text.slice(from));
  return { text, colour, done, from, last: rest === "" ? null : { text: rest, runs: coloured(rest, colour).runs } };
}

/** The next part that is finished, or null when none is. */
function nextEnd(text: string, from: number, colour: Colour | null): { at: number; part: CodePart } | null {
  const step = colour ? STEP_LINES : PLAIN_LINES;
  let at = from;
  for (let lines = 1; ; lines++) {
    const newline = text.indexOf("\n", at);
    // The last line of all may still go on.
    if (newline < 0 || newline + 1 >= text.length) return null;
    at = newline + 1;
    if (lines % step !== 0) continue;
    const stretch = detached(text.slice(from, at));
    const { runs, isWhole } = coloured(stretch, colour);
    if (isWhole || lines >= MAX_LINES) return { at, part: { text: stretch, runs } };
  }
}

function coloured(text: string, colour: Colour | null): ReturnType<Colour> {
  if (!colour || hasLongLine(text)) return { runs: [{ text, scope: null }], isWhole: true };
  return colour(text);
}

/** Whether a line is too long to be coloured, and has to be broken to be laid out. */
export function hasLongLine(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    if (end - at > MAX_LINE) return true;
    at = end + 1;
  }
  return false;
}
