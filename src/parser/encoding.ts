/**
 * Which encoding a text is written in. A mark decides, then UTF-8 if it is valid, then what each candidate's reading
 * yields: letters that are frequent in the languages it is for. Nothing is guessed from the file's name. Pure.
 */

/** Bytes that are read to decide. */
const SAMPLE = 65_536;

/** The name of the encoding for TextDecoder, or `null` when the bytes are no text. `declared`: what the file itself names. */
export function encodingOf(bytes: Uint8Array, declared: string | null): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE);
  const { zeros, high, letters, escapes } = counted(sample);
  if (zeros > 0) {
    const wide = utf16(sample);
    if (wide !== null) return wide;
    if (zeros > sample.length * 0.001) return null;
  }
  if (escapes && high === 0) return "iso-2022-jp";
  if (decode(bytes, "utf-8", true) !== null) return "utf-8";
  if (declared !== null && decode(bytes, declared, true) !== null) return declared;
  if (isMostlyUtf8(sample)) return "utf-8";
  return eastAsian(sample) ?? utf16(sample) ?? otherScript(sample, high / (high + letters)) ?? latin(sample);
}

/** The text of bytes in an encoding; `null` when `fatal` and they are not valid in it, or it is unknown. */
export function decode(bytes: Uint8Array, encoding: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

function counted(sample: Uint8Array) {
  let [zeros, high, letters, escapes] = [0, 0, 0, false];
  for (const [i, byte] of sample.entries()) {
    if (byte === 0) zeros += 1;
    else if (byte >= 0x80) high += 1;
    else if ((byte | 32) >= 97 && (byte | 32) <= 122) letters += 1;
    else if (byte === 0x1b && sample[i + 1] === 0x24) escapes = true;
  }
  return { zeros, high, letters, escapes };
}

/** The beginning of a reading; a character that the sample cuts is no error. `null`: not valid. */
function reading(sample: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(sample, { stream: true });
  } catch {
    return null;
  }
}

/** UTF-8 with a broken place or two, from a tool that cut it by bytes. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const text = decode(sample, "utf-8", false) ?? "";
  const foreign = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  return foreign >= 20 && broken < foreign * 0.05;
}

/** UTF-16 without a mark: one of the two orders of bytes gives letters, spaces and line ends, and the other does not. */
function utf16(sample: Uint8Array): string | null {
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  if (even.length < 4) return null;
  let best: { encoding: string; share: number } | null = null;
  for (const encoding of ["utf-16le", "utf-16be"]) {
    const text = decode(even, encoding, false) ?? "";
    const usual =
      text.match(
        /[\t\n\r -~\u00a0-\u024f\u0370-\u06ff\u0900-\u0e7f\u2010-\u2027\u3000-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\uff01-\uff5e]/g,
      )?.length ?? 0;
    // Bytes of another text read as pairs are ideographs without end: real ones have stops, spaces or kana among them.
    const between = text.match(/[\n \u3001\u3002\u3040-\u30ff]/g)?.length ?? 0;
    const share = usual / text.length;
    if (share > 0.95 && between > text.length * 0.02 && share > (best?.share ?? 0)) best = { encoding, share };
  }
  return best?.encoding ?? null;
}

const JAPANESE = "のにはをたがでてとしれさいるなかもらっすくりこあんまう、。ー";
const SIMPLIFIED = "的一是不了人在有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年，。、";
const TRADITIONAL = "的一是不了人在有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年，。、";
const KOREAN = "이다의는에을가고하지로한를은기사도리자대인과서어나해부정시제";

const EAST_ASIAN: [string, string][] = [
  ["euc-jp", JAPANESE],
  ["shift_jis", JAPANESE],
  ["gb18030", SIMPLIFIED],
  ["big5", TRADITIONAL],
  ["euc-kr", KOREAN],
];

/** The East Asian encoding in whose reading the frequent characters of its language are frequent. */
export function eastAsian(sample: Uint8Array): string | null {
  let best: { encoding: string; score: number } | null = null;
  for (const [encoding, common] of EAST_ASIAN) {
    const text = reading(sample, encoding)
      ?.slice(0, 20_000)
      .replace(/\p{ASCII}+/gu, "");
    if (text === undefined || text === "") continue;
    const usual = text.match(/[\u3001\u3002\u3040-\u30ff\u4e00-\u9fa5\uac00-\ud7a3\uff01-\uff5e]/g)?.length ?? 0;
    // Half-width katakana, rare ideographs and letters for private use are what a wrong reading yields.
    const rare = text.match(/[\uff61-\uff9f\u3400-\u4dbf\ue000-\uf8ff\u0400-\u04ff]/g)?.length ?? 0;
    const score = shareOf(text, common) - (rare * 2) / text.length;
    if (usual > text.length * 0.75 && score > MIN_COMMON && score > (best?.score ?? 0)) best = { encoding, score };
  }
  return best?.encoding ?? null;
}

/** Text of a language has three to ten times this share of its frequent characters, another reading of it a third. */
const MIN_COMMON = 0.08;

function shareOf(text: string, common: string): number {
  const set = new Set(common);
  let hits = 0;
  for (const letter of text) if (set.has(letter)) hits += 1;
  return hits / Math.max(text.length, 1);
}

const CYRILLIC = "оеаинтсрвлкмдпу";
const OTHER_SCRIPTS: [string, string][] = [
  ["windows-1251", CYRILLIC],
  ["koi8-r", CYRILLIC],
  ["ibm866", CYRILLIC],
  ["iso-8859-5", CYRILLIC],
  ["windows-1253", "αοιετσνηυρπκμλς"],
  ["windows-1255", "יוהלאמרתבשנ"],
  ["windows-1256", "اليمنوتربة"],
  ["windows-874", "านรกอเงวมย่้"],
];

/** Scripts with an alphabet of their own, in which most letters are high bytes. */
export function otherScript(sample: Uint8Array, highShare: number): string | null {
  if (highShare < 0.3) return null;
  let best: { encoding: string; score: number } | null = null;
  for (const [encoding, common] of OTHER_SCRIPTS) {
    const text = decode(sample, encoding, false)?.replace(/\p{ASCII}+/gu, "") ?? "";
    // A capital after a small letter is what the wrong one of two Cyrillic encodings yields.
    const turned = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
    const score = shareOf(text, common) - turned / Math.max(text.length, 1);
    if (score > 0.35 && score > (best?.score ?? 0)) best = { encoding, score };
  }
  return best?.encoding ?? null;
}

/** Western Latin, but for what only the languages of Central Europe write. */
function latin(sample: Uint8Array): string {
  const western = decode(sample, "windows-1252", false) ?? "";
  const signsInWords = western.match(/\p{L}[¹³¿¯£¥¼¾](?=\p{L})/gu)?.length ?? 0;
  const czech = Math.min(western.match(/ì/g)?.length ?? 0, western.match(/ø/g)?.length ?? 0);
  const words = western.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return signsInWords + czech * 2 > words * 0.08 ? "windows-1250" : "windows-1252";
}
