/**
 * Addresses that stand in the text without any mark, as GitHub's specification has them: `http://…`, `https://…`, `www.…` and
 * e-mail addresses (6.9). Pure, and linear in the text.
 */

/** A piece of text, or an address in it. */
export type Piece = { text: string; href: string | null };

const CANDIDATE = /https?:\/\/|ftp:\/\/|www\.|@/gi;
/** The longest name that a host may have; further nothing is looked at for one, since another address may begin in what is none. */
const MAX_DOMAIN = 253;

/** The text in pieces, in order; `null` when there is no address in it. */
export function findAddresses(text: string): Piece[] | null {
  CANDIDATE.lastIndex = 0;
  const pieces: Piece[] = [];
  let done = 0;
  for (let found = CANDIDATE.exec(text); found; found = CANDIDATE.exec(text)) {
    const address = found[0] === "@" ? emailAt(text, found.index, done) : urlAt(text, found.index, found[0]);
    if (!address) continue;
    if (address.from > done) pieces.push({ text: text.slice(done, address.from), href: null });
    pieces.push({ text: text.slice(address.from, address.to), href: address.href });
    done = address.to;
    CANDIDATE.lastIndex = done;
  }
  if (done === 0) return null;
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}

type Address = { from: number; to: number; href: string };

function urlAt(text: string, at: number, scheme: string): Address | null {
  const isWww = scheme.toLowerCase() === "www.";
  const before = text.charAt(at - 1);
  if (before !== "" && (isWww ? !/[\s*_~(]/.test(before) : /[A-Za-z]/.test(before))) return null;
  const domainAt = isWww ? at : at + scheme.length;
  const most = Math.min(text.length, domainAt + MAX_DOMAIN);
  let domainEnd = domainAt;
  while (domainEnd < most && /[\p{L}\p{N}._-]/u.test(text.charAt(domainEnd))) domainEnd++;
  if (!isDomain(text.slice(domainAt, domainEnd))) return null;
  let end = domainEnd;
  while (end < text.length && !/[\s<]/.test(text.charAt(end))) end++;
  const url = text.slice(at, at + trimmedLength(text.slice(at, end)));
  return { from: at, to: at + url.length, href: isWww ? `http://${url}` : url };
}

/** At least one period, and no underscore in the last two parts. */
function isDomain(domain: string): boolean {
  const parts = domain.replace(/[.]+$/, "").split(".");
  return parts.length >= 2 && parts.every((part) => part !== "") && !parts.slice(-2).join("").includes("_");
}

/** How long an address is without the punctuation that belongs to the sentence around it. */
function trimmedLength(url: string): number {
  let surplus = 0;
  for (const letter of url) surplus += letter === ")" ? 1 : letter === "(" ? -1 : 0;
  let end = url.length;
  for (;;) {
    const last = url.charAt(end - 1);
    if (/[?!.,:*_~'"]/.test(last)) end--;
    else if (last === ")" && surplus > 0) {
      surplus--;
      end--;
    } else if (last === ";") {
      const entity = /&[a-zA-Z0-9]{1,40}$/.exec(url.slice(Math.max(0, end - 42), end - 1));
      if (!entity) return end;
      end -= entity[0].length + 1;
    } else return end;
  }
}

function emailAt(text: string, at: number, floor: number): Address | null {
  let from = at;
  while (from > floor && /[A-Za-z0-9._+-]/.test(text.charAt(from - 1))) from--;
  let to = at + 1;
  while (to < text.length && /[A-Za-z0-9._-]/.test(text.charAt(to))) to++;
  while (text.charAt(to - 1) === ".") to--;
  const domain = text.slice(at + 1, to);
  if (from === at || !domain.includes(".") || /[-_]$/.test(domain)) return null;
  const scheme = /(?<![A-Za-z0-9])(?:mailto|xmpp):$/i.exec(text.slice(Math.max(floor, from - 8), from))?.[0] ?? "";
  if (scheme.toLowerCase() === "xmpp:")
    to += /^\/[A-Za-z0-9@.]*[A-Za-z0-9@]/.exec(text.slice(to, to + 200))?.[0].length ?? 0;
  const address = text.slice(from, to);
  return { from: from - scheme.length, to, href: `${scheme === "" ? "mailto:" : scheme}${address}` };
}
