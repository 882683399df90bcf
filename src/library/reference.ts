/**
 * The bibliographic line of a document, out of what it says of itself: "Duda et al. (2021). Teaching Python for Data Science."
 * Pure. What the student writes instead is the student's.
 */
import type { Bibliography } from "../parser/parsed.ts";

const MAX_LINE = 500;

/** One line as a list of sources has it, or `null` for a document without a title. */
export function referenceLine({ author, title, year }: Bibliography): string | null {
  const who = author === null ? "" : shortened(namesOf(oneLine(author)));
  const what = title === null ? "" : oneLine(title);
  const when = year === null ? "" : oneLine(year);
  if (what === "") return null;
  const [first, second] = who === "" ? [what, ""] : [who, what];
  const dated = when === "" ? ended(first) : `${first.replace(/\.$/, who === "" ? "" : ".")} (${when}).`;
  const line = second === "" ? dated : `${dated} ${ended(second)}`;
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE - 1).toWellFormed()}…`;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** With a full stop, unless it ends a sentence already. */
const ended = (text: string) => (/[.!?…。]["”’)]?$/u.test(text) ? text : `${text}.`);

/** The family names of a list of authors; names of groups, and in scripts without given names first, stay whole. */
function namesOf(author: string): string[] {
  const listed = author
    .split(author.includes(";") ? /\s*;\s*/ : /\s*,\s*(?:and\s+|und\s+|et\s+)?|\s+(?:and|und|et|&)\s+/)
    .filter((name) => name !== "");
  // "Villemot, Sébastien": one name, of which the first part is the family's.
  const isTurned = !author.includes(";") && listed.length === 2 && listed.every((name) => !name.includes(" "));
  return isTurned ? listed.slice(0, 1) : listed.map(familyName);
}

const PARTICLE = /^(?:de|da|del|della|der|den|van|von|zu|la|le|di|dos|das|du|ter|ten|af|av)$/;
const GROUP =
  /\b(?:team|group|consortium|committee|project|projekt|projet|proyecto|progetto|collaboration|developers|university|universität|institute|foundation|association|ministry|organi[sz]ation|inc|ltd|gmbh|press)\b/iu;

function familyName(name: string): string {
  if (name.includes(",")) return name.slice(0, name.indexOf(",")).trim();
  const words = name.split(" ").filter((word) => !/^(?:jr|sr|phd|md|ph\.d|ii|iii)\.?$/i.test(word));
  if (
    words.length < 2 ||
    GROUP.test(name) ||
    !/^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\s.'’-]+$/u.test(name)
  )
    return name;
  const at = words.findIndex((word, i) => i > 0 && PARTICLE.test(word));
  return at > 0 ? words.slice(at).join(" ") : (words.at(-1) ?? name);
}

function shortened(names: readonly string[]): string {
  const [first = "", second = ""] = names;
  if (names.length > 2) return `${first} et al.`;
  return names.length === 2 ? `${first} and ${second}` : first;
}
