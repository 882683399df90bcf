/** What lives as long as the page does: the account, uploads, deletions that can be taken back, and whether the page is the newest. */
import { watchVersion } from "./api.ts";
import { browserDeps } from "./socket/browser-deps.ts";
import { AccountStore } from "./state/account-store.ts";
import { Freshness, scriptIn } from "./state/freshness.ts";
import { nextPaint } from "./state/next-paint.ts";
import { Removals } from "./state/removals.ts";
import { Uploads } from "./state/uploads.ts";

export type Services = { account: AccountStore; uploads: Uploads; removals: Removals; freshness: Freshness };

/** Makes them; nothing connects yet. */
export function makeServices(): Services {
  const account = new AccountStore({ socket: browserDeps, soon: nextPaint });
  const uploads = new Uploads({
    soon: nextPaint,
    onDocument: (document) => account.do({ type: "document", document }),
  });
  const removals = new Removals({
    soon: nextPaint,
    setTimer: browserDeps.setTimer,
    clearTimer: browserDeps.clearTimer,
    // What could not be deleted is listed again with the next load; nothing is lost by that.
    remove: (chat, leaving) => void account.removeChat(chat.id, leaving).catch(() => undefined),
  });
  const freshness = new Freshness({
    soon: nextPaint,
    own: scriptIn(document.documentElement.outerHTML),
    scriptOf: async () => scriptIn(await (await fetch("/", { cache: "no-store" })).text()),
  });
  watchVersion(freshness.saw);
  return { account, uploads, removals, freshness };
}
