/**
 * Words to stems, so that "cells divide" finds "cell division": Porter's algorithm for words of Latin letters (also what
 * the usual baselines apply to every such word), light suffix stripping for Cyrillic and Arabic. Pure; a change here changes
 * `TOKENIZER_VERSION`.
 */

const isVowel = (word: string, i: number): boolean => {
  const letter = word[i];
  if (letter === "y") return i > 0 && !isVowel(word, i - 1);
  return letter === "a" || letter === "e" || letter === "i" || letter === "o" || letter === "u";
};

/** Porter's measure: how often vowels are followed by consonants. */
function measure(stem: string): number {
  let count = 0;
  let vowelBefore = false;
  for (let i = 0; i < stem.length; i += 1) {
    const vowel = isVowel(stem, i);
    if (vowelBefore && !vowel) count += 1;
    vowelBefore = vowel;
  }
  return count;
}

function hasVowel(stem: string): boolean {
  for (let i = 0; i < stem.length; i += 1) if (isVowel(stem, i)) return true;
  return false;
}

const endsDouble = (word: string) => word.length > 1 && word.at(-1) === word.at(-2) && !isVowel(word, word.length - 1);

function endsShort(word: string): boolean {
  const n = word.length;
  if (n < 3 || isVowel(word, n - 1) || !isVowel(word, n - 2) || isVowel(word, n - 3)) return false;
  return !"wxy".includes(word[n - 1] ?? "");
}

const STEP_2: [string, string][] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["abli", "able"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];
const STEP_3: [string, string][] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];
const STEP_4 = [
  "al",
  "ance",
  "ence",
  "er",
  "ic",
  "able",
  "ible",
  "ant",
  "ement",
  "ment",
  "ent",
  "ion",
  "ou",
  "ism",
  "ate",
  "iti",
  "ous",
  "ive",
  "ize",
];

/** Porter's stem of a word of the letters a to z. */
export function porter(word: string): string {
  if (word.length < 3) return word;
  let w = plural(word);
  w = pastAndPresent(w);
  if (w.endsWith("y") && hasVowel(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;
  w = replaceSuffix(w, STEP_2);
  w = replaceSuffix(w, STEP_3);
  const suffix = STEP_4.find((each) => w.endsWith(each));
  if (suffix !== undefined) {
    const stem = w.slice(0, -suffix.length);
    if (measure(stem) > 1 && (suffix !== "ion" || /[st]$/.test(stem))) w = stem;
  }
  if (w.endsWith("e")) {
    const stem = w.slice(0, -1);
    const m = measure(stem);
    if (m > 1 || (m === 1 && !endsShort(stem))) w = stem;
  }
  return w.endsWith("ll") && measure(w) > 1 ? w.slice(0, -1) : w;
}

function plural(word: string): string {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ies")) return word.slice(0, -2);
  if (word.endsWith("ss")) return word;
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

function pastAndPresent(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
  if (suffix === 0 || !hasVowel(word.slice(0, -suffix))) return word;
  const stem = word.slice(0, -suffix);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function replaceSuffix(word: string, table: readonly [string, string][]): string {
  for (const [suffix, by] of table) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return measure(stem) > 0 ? stem + by : word;
  }
  return word;
}

const CYRILLIC_ENDING =
  /(?:иями|ями|ами|иях|ого|его|ому|ему|ыми|ими|ется|ются|ться|ает|яет|ают|яют|ить|ать|ять|еть|ием|иям|ией|иеи|ии|ия|ие|ию|ых|их|ым|им|ом|ем|ах|ях|ам|ям|ой|ои|ей|еи|ый|ыи|ий|ая|яя|ое|ее|ую|юю|ов|ев|ью|ла|ло|ли|ал|ил|а|я|о|е|ы|и|у|ю|ь|й)$/u;

/** The stem of one folded word; numbers and scripts without a rule stay as they are. */
export function stem(word: string): string {
  if (/^[a-z]+$/.test(word)) return porter(word);
  if (/^\p{Script=Cyrillic}+$/u.test(word))
    return word.length > 4 ? word.replace(CYRILLIC_ENDING, (end) => (word.length - end.length >= 3 ? "" : end)) : word;
  if (/^\p{Script=Arabic}+$/u.test(word)) return arabic(word);
  return word;
}

/** Without article and conjunction in front, and without the commonest endings. */
function arabic(word: string): string {
  let w = word;
  for (const prefix of ["وال", "بال", "كال", "فال", "لل", "ال"]) {
    if (w.startsWith(prefix) && w.length - prefix.length >= 3) {
      w = w.slice(prefix.length);
      break;
    }
  }
  if (w === word && w.startsWith("و") && w.length > 4) w = w.slice(1);
  for (const suffix of ["ها", "ان", "ات", "ون", "ين", "يه", "يه", "ه", "ي"]) {
    if (w.endsWith(suffix) && w.length - suffix.length >= 3) return w.slice(0, -suffix.length);
  }
  return w;
}
