/**
 * The term that a sentence defines: "Osmosis is the passage …", "Osmose bezeichnet …", "L'osmose est un …", "Осмос — это …", "渗透是指…",
 * "Osmosis: the passage of …". Told by the sentence's beginning alone, rather too seldom than too often. Pure, linear.
 */
import { STOP_WORDS } from "../answer/stop-words.ts";

const WORD = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}'’./-]{0,40}";
const TERM = `(${WORD}(?: ${WORD}){0,3}?)`;
const UNSPACED = "([\\p{Script=Han}\\p{Script=Katakana}\\p{Script=Latin}\\p{N}ー・]{2,16}?)";
const BRACKETED = "(?: ?[(（][^()（）]{1,60}[)）])?";

const SPACED = [
  `(?:The |An? )?${TERM}${BRACKETED},? (?:(?:is|are) (?:an?|the|defined as)|refers? to|means|describes|denotes) `,
  `(?:Der |Die |Das |Eine? )?${TERM}${BRACKETED} (?:(?:ist|sind) (?:eine?|der|die|das)|bezeichne[tn]|bedeutet) `,
  `(?:Unter|Als) (?:eine[mr]? |der |dem )?${TERM} (?:versteht|bezeichnet) man `,
  `(?:Les? |La |L['’]|Une? )?${TERM}${BRACKETED} (?:(?:est|sont) (?:une? |les? |la |l['’])|désigne(?:nt)? |signifie )`,
  `(?:El |L[ao]s? |Los |Una? )?${TERM}${BRACKETED} (?:(?:es|son) (?:una?|el|l[ao]s?|los)|significa|se refieren? a) `,
  `(?:Il |Lo |La |Gli |Le |I |L['’]|Un[ao]? )?${TERM}${BRACKETED} (?:(?:è|sono) (?:un[ao]?|il|lo|la|gli|le)|significa) `,
  `(?:[OA]s? |Uma? )?${TERM}${BRACKETED} (?:(?:é|são) (?:uma?|[oa]s?)|significa|refere-se) `,
  `${TERM}${BRACKETED} (?:[—–-] это|это|называется|называют|означает) `,
  `${TERM}${BRACKETED}،? (?:هو|هي|تعني|يعني) `,
  `[*_"“«]{0,2}${TERM}[*_"”»]{0,2}${BRACKETED}[*_]{0,2} ?: (?=.{24})`,
].map((source) => new RegExp(`^${source}`, "u"));
const OTHERS = [
  `${UNSPACED}${BRACKETED}[，、]?(?:是指|指的是|是一[种種个個项項门門类類]|とは)`,
  `${UNSPACED}${BRACKETED}は(?=.{8,}(?:である|をいう|を指す|を指します|のことです|のことである)。$)`,
].map((source) => new RegExp(`^${source}`, "u"));

/** What begins no term: what points elsewhere, what counts, and what labels a remark. */
const NO_TERM: ReadonlySet<string> = new Set(
  (
    "this that these those it there here what which who one another such some many most all each both none other others we you they he she i everything nothing anything first second third next last former latter following above example examples purpose goal aim result results reason advantage idea key main only " +
    "note notes hint tip warning caution important remark figure table code syntax output input default theorem proof lemma corollary objective objectives source sources question answer step solution solutions " +
    "dies diese dieser dieses das es hier dort ein beispiel ziel grund hinweis achtung tipp bild abbildung tabelle " +
    "ce cette ces cela il elle c'est exemple remarque attention note figure tableau este esta esto ello ejemplo nota tabla figura questo questa esempio isto isso exemplo " +
    "это этот эта он она пример примечание هذا هذه ذلك تلك مثال ملاحظة"
  ).split(" "),
);
/** Small words that stand inside of terms. */
const INSIDE: ReadonlySet<string> = new Set(
  "of and the de del la le du des di da do en in for al y e et und von".split(" "),
);
const MOST = 240;

/** The term, as it stands at the beginning of the sentence; `null` where it defines none. */
export function termDefinedBy(sentence: string): string | null {
  const beginning = sentence.slice(0, MOST);
  for (const pattern of SPACED) {
    const [, term] = pattern.exec(beginning) ?? [];
    if (term !== undefined && isTerm(term)) return term;
  }
  for (const pattern of OTHERS) {
    const [, term] = pattern.exec(sentence.length > 2 * MOST ? beginning : sentence) ?? [];
    if (term !== undefined) return term;
  }
  return null;
}

function isTerm(term: string): boolean {
  const words = term.toLowerCase().split(" ");
  const [first = ""] = words;
  if (NO_TERM.has(first) || !/\p{L}{3}/u.test(term) || /[.]$/.test(term)) return false;
  return words.every((word, i) => (i > 0 && i < words.length - 1 && INSIDE.has(word)) || !STOP_WORDS.has(word));
}
