/**
 * The names of an archive's entries as text that may be shown. Old programs write them as their machine does and do not say
 * how, so the names that are not said to be UTF-8 are looked at together: one archive comes from one machine. Pure.
 */
import { decode, eastAsian, otherScript } from "./encoding.ts";
import { extraField, type ZipEntry } from "./zip-directory.ts";

/** Paths with `/` between their parts, in the order of the entries. Control and direction characters are left out. */
export function entryPaths(entries: readonly ZipEntry[]): string[] {
  const doubtful = entries.filter((entry) => !entry.isUtf8).map(({ name }) => name);
  const encoding = encodingOfNames(doubtful);
  return entries.map((entry) =>
    (unicodeName(entry) ?? decodeName(entry.name, entry.isUtf8 ? "utf-8" : encoding))
      .normalize("NFC")
      .replaceAll("\\", "/")
      .split("/")
      .map((part) =>
        part
          .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
          .replace(/\s+/g, " ")
          .trim(),
      )
      .filter((part, i, parts) => (part !== "" || i === parts.length - 1) && !/^\.+$/.test(part))
      .join("/"),
  );
}

/** A second name in UTF-8, which some programs give beside the one that old programs understand. */
function unicodeName(entry: ZipEntry): string | null {
  const field = extraField(entry, 0x7075);
  return field === null || field[0] !== 1 ? null : new TextDecoder().decode(field.subarray(5));
}

function decodeName(name: Uint8Array, encoding: string): string {
  if (encoding !== DOS) return new TextDecoder(encoding).decode(name);
  return Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : HIGH[byte - 0x80])).join("");
}

function encodingOfNames(names: readonly Uint8Array[]): string {
  const foreign = names.filter((name) => name.some((byte) => byte >= 0x80));
  if (foreign.length === 0 || foreign.every((name) => decode(name, "utf-8", true) !== null)) return "utf-8";
  if (isJapanese(foreign)) return "shift_jis";
  const sample = Uint8Array.from(foreign.flatMap((name) => [...name, 10]).slice(0, MAX_SAMPLE));
  const high = sample.filter((byte) => byte >= 0x80).length;
  const letters = sample.filter((byte) => (byte | 32) >= 97 && (byte | 32) <= 122).length;
  return eastAsian(sample) ?? otherScript(sample, high / (high + letters)) ?? DOS;
}

const MAX_SAMPLE = 65_536;

/** Whether all names read as Shift-JIS with Japanese letters in a row: an umlaut and the letter after it give a single one. */
function isJapanese(names: readonly Uint8Array[]): boolean {
  let [alone, inRow] = [0, 0];
  for (const name of names) {
    const runs = decode(name, "shift_jis", true)?.match(/[^\p{ASCII}]+/gu);
    if (runs == null) return false;
    for (const run of runs) {
      if (!/^[\u3000-\u30ff\u4e00-\u9fa5\uff01-\uff5e]+$/.test(run)) return false;
      if (run.length > 1) inRow += 1;
      else alone += 1;
    }
  }
  return inRow > alone;
}

/** What DOS writes: code page 437, and where that draws boxes the letters of code page 850, since names hold letters. */
const DOS = "dos";
const HIGH =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤ÁÂÀ╕╣║╗╝╜╛┐" +
  "└┴┬├─┼ãÃ╚╔╩╦╠═╬╧ðÐÊËÈıÍÎÏ┘┌█▄▌Ì▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
