/**
 * Which addresses of an answer may be followed, and what is shown of them. Pure. An answer is written by a model that has read
 * documents of anybody: an address is what a browser would make of it, without a name and password, its host in ASCII (W52).
 */

export type SafeAddress = {
  href: string;
  /** Who would be reached: a host as the network knows it, or an e-mail address. */
  host: string;
};

const MAX_LENGTH = 4_000;

/** The address as it may be followed, or null: other schemes than http, https and mailto, and places inside this page. */
export function safeAddress(written: string): SafeAddress | null {
  if (written.length > MAX_LENGTH || !URL.canParse(written)) return null;
  const url = new URL(written);
  switch (url.protocol) {
    case "http:":
    case "https:":
      url.username = "";
      url.password = "";
      return url.hostname === "" ? null : { href: url.href, host: url.host };
    case "mailto:": {
      // Subject, text and further receivers are not the writer's to choose.
      const receiver = url.pathname;
      return /^[\w.!#$&'*+/=?^`{|}~%-]+@[a-z0-9.-]+$/i.test(receiver) && !/%(?:2c|0|1|7f)/i.test(receiver)
        ? { href: `mailto:${receiver}`, host: receiver }
        : null;
    }
    default:
      return null;
  }
}

/** Whether the words of a link already say where it leads. */
export function saysHost(words: string, { host, href }: SafeAddress): boolean {
  const said = words.trim();
  if (said === href || said === host) return true;
  const rest = said.replace(/^https?:\/\//i, "");
  return rest.startsWith(host) && (rest.length === host.length || /^[/?#]/.test(rest.slice(host.length)));
}
