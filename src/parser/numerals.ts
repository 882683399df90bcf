/**
 * Numbers as documents count with them: letters, Roman, East Asian and enclosed numerals. Pure; what cannot be written in
 * a way is written in digits.
 */

/** A count in the way that Office (`w:numFmt`, `a:buAutoNum` without its punctuation) or HTML and ODF name. */
export function numeral(count: number, format: string): string {
  const way = Object.hasOwn(WAYS, format) ? WAYS[format] : undefined;
  const written = way === undefined || count < 0 || count > 99_999 ? null : way(count);
  return written ?? String(count);
}

type Way = (count: number) => string | null;

const letters =
  (alphabet: string): Way =>
  (count) => {
    const all = [...alphabet];
    const letter = all[(count - 1) % all.length];
    // After z comes aa, then bb: Word repeats the letter.
    const times = Math.ceil(count / all.length);
    return letter === undefined || times > 20 ? null : letter.repeat(times);
  };

const ROMAN: [number, string][] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];

const roman: Way = (count) => {
  if (count < 1 || count > 4_999) return null;
  let rest = count;
  let written = "";
  for (const [value, sign] of ROMAN) {
    while (rest >= value) {
      written += sign;
      rest -= value;
    }
  }
  return written;
};

const HAN = "〇一二三四五六七八九";

const han: Way = (count) => {
  if (count < 1 || count > 9_999) return null;
  let written = "";
  let isGap = false;
  for (const [value, sign] of [
    [1000, "千"],
    [100, "百"],
    [10, "十"],
    [1, ""],
  ] as const) {
    const digit = Math.floor(count / value) % 10;
    if (digit === 0) isGap = written !== "";
    else {
      if (isGap) written += "零";
      isGap = false;
      written += (value === 10 && digit === 1 && written === "" ? "" : HAN[digit]) + sign;
    }
  }
  return written;
};

/** Japanese counts without the zero in the middle and without the one before a hundred. */
const hanJapanese: Way = (count) =>
  han(count)
    ?.replaceAll("零", "")
    .replace(/一(?=[十百千])/g, "") ?? null;
const enclosed: Way = (count) => (count >= 1 && count <= 20 ? String.fromCodePoint(0x245f + count) : null);
const upper =
  (way: Way): Way =>
  (count) =>
    way(count)?.toUpperCase() ?? null;
const lowerLetter = letters("abcdefghijklmnopqrstuvwxyz");

const WAYS: Readonly<Record<string, Way>> = {
  lowerLetter,
  upperLetter: upper(lowerLetter),
  lowerRoman: roman,
  upperRoman: upper(roman),
  a: lowerLetter,
  A: upper(lowerLetter),
  i: roman,
  I: upper(roman),
  alphaLc: lowerLetter,
  alphaUc: upper(lowerLetter),
  romanLc: roman,
  romanUc: upper(roman),
  decimalZero: (count) => String(count).padStart(2, "0"),
  decimalEnclosedCircle: enclosed,
  decimalEnclosedCircleChinese: enclosed,
  circleNumDbPlain: enclosed,
  decimalFullWidth: (count) => String(count).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  chineseCounting: han,
  chineseCountingThousand: han,
  taiwaneseCounting: han,
  taiwaneseCountingThousand: han,
  ideographDigital: (count) => String(count).replace(/\d/g, (digit) => HAN[Number(digit)] ?? digit),
  japaneseCounting: hanJapanese,
  ordinal: (count) => {
    const last = count % 10;
    const isTeen = Math.floor(count / 10) % 10 === 1;
    return count + (isTeen ? "th" : last === 1 ? "st" : last === 2 ? "nd" : last === 3 ? "rd" : "th");
  },
  aiueo: letters("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"),
  iroha: letters("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"),
  ganada: letters("가나다라마바사아자차카타파하"),
  chosung: letters("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
  hebrew1: letters("אבגדהוזחטיכלמנסעפצקרשת"),
  arabicAlpha: letters("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
  arabicAbjad: letters("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
  russianLower: letters("абвгдежзиклмнопрстуфхцчшщыэюя"),
  russianUpper: letters("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
  thaiLetters: letters("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"),
};
