/** What every component may reach: the account, uploads, where the page is, and a place to say what happened. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Chat, Document } from "../../src/protocol.ts";
import type { PageRoute } from "../route.ts";
import type { AccountState } from "../state/account-state.ts";
import type { AccountStore } from "../state/account-store.ts";
import type { Freshness } from "../state/freshness.ts";
import type { Removals } from "../state/removals.ts";
import type { Watchable } from "../state/store.ts";
import type { Uploads } from "../state/uploads.ts";
import type { Dropped } from "./use-drop-zone.ts";

/** A passage to be shown beside the chat. */
export type Source = {
  number: number | null;
  chunkId: string;
  documentId: string;
  documentName: string;
  classId: string;
  page: number;
  /** Null while the answer is still being written. */
  quote: string | null;
  verified: boolean | null;
  stale: boolean;
  /** What the document itself calls the page, `xii`. */
  pageLabel?: string | null;
};

/** Something that can be done about what was just said. */
export type SaidAction = { label: string; run: () => void };

export type App = {
  account: AccountStore;
  uploads: Uploads;
  removals: Removals<Chat>;
  documentRemovals: Removals<Document>;
  freshness: Freshness;
  route: PageRoute;
  go(route: PageRoute, how?: "push" | "replace"): void;
  /** Says a short sentence at the edge of the page, also to a screen reader. */
  say(text: string, action?: SaidAction): void;
  /** Runs what a student asked for, and says it when it was refused. Resolves to whether it worked. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  openSource(source: Source): void;
  /** Tells the citations of a complete answer: the passage that is shown may be one of them, without its quote so far. */
  completeSource(citations: readonly Source[]): void;
  openMenu(): void;
  /** Makes a class with a sample document and asks it a first question. */
  startSample(): void;
  /** Adds files to a class; what is there already under the same name is asked about. */
  addFiles(classId: string, files: readonly File[]): void;
  /** The same with what was dropped: of folders the documents in them. */
  addDropped(classId: string, dropped: Dropped): void;
  /** Asks for the name of a new class. */
  nameClass(): void;
};

export const AppContext = createContext<App | null>(null);

/** The app around the component. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("useApp outside of the app");
  return app;
}

/** The state of a store, rendered again when it tells of a change. */
export function useWatched<S>(store: Watchable<S>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** The account's state. */
export function useAccount(): AccountState {
  return useWatched(useApp().account.state);
}
