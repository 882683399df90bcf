/** What lives as long as the page does: the account, uploads, deletions that can be taken back, and whether the page is the newest. */
import type { Chat, Document } from "../src/protocol.ts";
import { watchVersion } from "./api.ts";
import { browserDeps } from "./socket/browser-deps.ts";
import { AccountStore } from "./state/account-store.ts";
import { Freshness, scriptIn } from "./state/freshness.ts";
import { nextPaint } from "./state/next-paint.ts";
import { Removals } from "./state/removals.ts";
import { Uploads } from "./state/uploads.ts";
import { uploadFile } from "./upload.ts";

export type Services = {
  account: AccountStore;
  uploads: Uploads;
  removals: Removals<Chat>;
  documentRemovals: Removals<Document>;
  freshness: Freshness;
};

/** Makes them; nothing connects yet. */
export function makeServices(): Services {
  const account = new AccountStore({ socket: browserDeps, soon: nextPaint });
  const uploads = new Uploads({
    soon: nextPaint,
    send: uploadFile,
    begin: (classId) => {
      const { documents, told: since } = account.state.now();
      return {
        documents: documents[classId] ?? [],
        arrived: (document) => account.do({ type: "document", document, since }),
      };
    },
  });
  const { setTimer, clearTimer } = browserDeps;
  const later = { soon: nextPaint, setTimer, clearTimer };
  // What could not be deleted is listed again; nothing is lost by that.
  const removals = new Removals<Chat>({
    ...later,
    remove: ({ id }, leaving) => account.removeChat(id, leaving).catch(() => undefined),
  });
  const documentRemovals = new Removals<Document>({
    ...later,
    remove: ({ classId, id }, leaving) => account.removeDocument(classId, id, leaving).catch(() => undefined),
  });
  const freshness = new Freshness({
    soon: nextPaint,
    own: scriptIn(document.documentElement.outerHTML),
    scriptOf: async () => scriptIn(await (await fetch("/", { cache: "no-store" })).text()),
  });
  watchVersion(freshness.saw);
  return { account, uploads, removals, documentRemovals, freshness };
}
