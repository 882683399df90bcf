/**
 * Where the label that begins with a bracket ends, as markdown-it finds it, but of each bracket once: a search goes over the
 * brackets inside whose ends are known, and stops at one that has none. Without that every bracket of a run that never closes
 * looks through up to a hundred of those behind it, each time another letter comes (W114).
 */
import type { MarkdownIt, StateInline } from "markdown-it";

const OPEN = 91;
const CLOSE = 93;

/** `end`: -1 where there is none; `holdsLink`: a link stands inside, which no link's label may hold. */
type Label = { end: number; holdsLink: boolean };

/** By where the words that are looked at end, and by where the label begins. */
const known = new WeakMap<StateInline, Map<number, Map<number, Label>>>();

/** Gives a parser this search. */
export function labelRules(md: MarkdownIt): void {
  md.helpers.parseLinkLabel = labelEnd;
}

function labelEnd(state: StateInline, start: number, disableNested = false): number {
  const labels = labelsOf(state);
  const label = labels.get(start) ?? searched(state, start, labels);
  labels.set(start, label);
  return disableNested && label.holdsLink ? -1 : label.end;
}

function labelsOf(state: StateInline): Map<number, Label> {
  const byEnd = known.get(state) ?? new Map<number, Map<number, Label>>();
  const labels = byEnd.get(state.posMax) ?? new Map<number, Label>();
  known.set(state, byEnd.set(state.posMax, labels));
  return labels;
}

function searched(state: StateInline, start: number, labels: ReadonlyMap<number, Label>): Label {
  const { pos: before, posMax, src } = state;
  let holdsLink = false;
  let end = -1;
  let level = 1;
  state.pos = start + 1;
  while (state.pos < posMax) {
    const at = state.pos;
    const unit = src.charCodeAt(at);
    if (unit === CLOSE && --level === 0) {
      end = at;
      break;
    }
    state.md.inline.skipToken(state);
    if (unit !== OPEN) continue;
    const inner = state.pos === at + 1 ? labels.get(at) : undefined;
    if (state.pos !== at + 1) holdsLink = true;
    else if (!inner) level++;
    else if (inner.end < 0) break;
    else {
      holdsLink ||= inner.holdsLink;
      state.pos = inner.end + 1;
    }
  }
  state.pos = before;
  return { end, holdsLink };
}
