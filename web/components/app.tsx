/** The page: who is here, where they are, and the three regions side, main and source. */
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../api.ts";
import { explainInLine } from "../explain.ts";
import { useAddFiles } from "../hooks/use-add-files.ts";
import { AppContext, type App as AppValue, type SaidAction, type Source, useWatched } from "../hooks/use-app.ts";
import { useDrawer } from "../hooks/use-drawer.ts";
import { useNarrow } from "../hooks/use-narrow.ts";
import { useRoute } from "../hooks/use-route.ts";
import { useText, useWords } from "../hooks/use-text.ts";
import type { PageRoute } from "../route.ts";
import type { Services } from "../services.ts";
import { Boundary } from "./boundary.tsx";
import { ChatPage } from "./chat-page.tsx";
import { NameDialog, SameNameDialog } from "./dialog.tsx";
import { Door } from "./door.tsx";
import { loadPanel } from "./load-panel.ts";
import { Main } from "./main-region.tsx";
import { NewerNote } from "./newer-note.tsx";
import { part } from "./part.tsx";
import { Said, type SaidText } from "./said.tsx";
import { Shell } from "./shell.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { Sidebar } from "./sidebar.tsx";
import { Unreachable } from "./unreachable.tsx";

const SourcePanel = part(loadPanel);
const DocumentPage = part(() => import("../viewer/document-page.tsx"));
const ClassPage = part(() => import("./class-page.tsx"));
const GuidePage = part(() => import("./guide-page.tsx"));
const SamplePage = part(() => import("./sample-page.tsx"));

const everything = { classId: null, docId: null };

export function App({ services }: { services: Services }) {
  const { account, uploads, removals, documentRemovals, freshness } = services;
  const texts = useWords();
  const { t } = texts;
  const words = useRef(texts);
  words.current = texts;
  const state = useWatched(account.state);
  const [route, go] = useRoute();
  const [said, setSaid] = useState<SaidText | null>(null);
  const drawer = useDrawer();
  const [isNaming, setNaming] = useState(false);
  const [isSample, setSample] = useState(false);
  const [source, setSource] = useState<Source | null>(null);
  const opener = useRef<Element | null>(null);
  const isNarrow = useNarrow();

  const wantedChat = route.page === "chat" ? route.chatId : route.page === "new" ? null : undefined;
  const [open, setOpen] = useState({ key: 0, id: wantedChat ?? null });
  // A new chat that gets its id is the same chat: its key, and with it its line, stays.
  if (wantedChat !== undefined && wantedChat !== open.id) setOpen({ key: open.key + 1, id: wantedChat });

  const { open: openMenu, close: closeDrawer } = drawer;
  useAccountLine(services);
  const place = placeOf(route, open.key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving a place closes what was open beside it
  useEffect(() => {
    setSource(null);
    closeDrawer();
  }, [place]);

  const travel = useCallback(
    (to: PageRoute, how?: "push" | "replace") => {
      closeDrawer();
      go(to, how);
    },
    [go, closeDrawer],
  );
  const say = useCallback((text: string, action?: SaidAction) => setSaid({ text, action }), []);
  const unsay = useCallback(() => setSaid(null), []);
  const attempt = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      try {
        await work();
        return true;
      } catch (cause) {
        const { code, message } = cause instanceof ApiError ? cause : { code: "internal", message: "" };
        // The door says that by itself.
        if (code !== "unauthenticated") say(explainInLine(words.current, code, message));
        return false;
      }
    },
    [say],
  );
  const { addFiles, addDropped, same, settle } = useAddFiles(services, { attempt, say, words });
  const openSource = useCallback((next: Source) => {
    opener.current = document.activeElement;
    // A copy, so that opening the same passage again goes to it again.
    setSource({ ...next });
  }, []);
  const completeSource = useCallback(
    (citations: readonly Source[]) => setSource((shown) => completed(shown, citations)),
    [],
  );
  const app: AppValue = useMemo(
    () => ({
      account,
      uploads,
      removals,
      documentRemovals,
      freshness,
      route,
      go: travel,
      say,
      attempt,
      openSource,
      completeSource,
      openMenu,
      startSample: () => setSample(true),
      addFiles,
      addDropped,
      nameClass: () => setNaming(true),
    }),
    [
      account,
      uploads,
      removals,
      documentRemovals,
      freshness,
      route,
      travel,
      say,
      attempt,
      openSource,
      completeSource,
      addFiles,
      addDropped,
      openMenu,
    ],
  );
  const onBorn = useCallback(
    (id: string) => {
      setOpen((now) => ({ ...now, id }));
      go({ page: "chat", chatId: id }, "replace");
    },
    [go],
  );
  const closeSource = useCallback(() => setSource(null), []);
  // What is behind a sheet takes the focus only once the sheet is gone.
  useEffect(() => {
    if (source !== null) return;
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    opener.current = null;
  }, [source]);

  if (state.session === "unknown") return <Shell />;
  if (state.session === "unreachable") return <Unreachable onRetry={() => void account.load()} />;
  const isOut = state.session === "out";
  const isCovered = isNarrow && (drawer.isOpen || source !== null);
  return (
    <AppContext value={app}>
      {isOut ? (
        <Door wasIn={state.user !== null} onSample={() => setSample(true)} />
      ) : (
        <>
          <SkipLink />
          <div className={source ? "app with-panel" : "app"}>
            <div className={drawer.isOpen ? "drawer open" : "drawer"} inert={isNarrow && !drawer.isOpen}>
              <Boundary name="region.chats">
                <Sidebar isOpen={drawer.isOpen} onClose={drawer.close} />
              </Boundary>
            </div>
            {drawer.isOpen && (
              <button
                type="button"
                className="shade drawer-shade"
                aria-label={t("side.closeMenu")}
                onClick={drawer.close}
              />
            )}
            <Main place={isSample ? "sample" : place} inert={isCovered}>
              {isSample ? (
                <SamplePage onEnd={() => setSample(false)} />
              ) : route.page === "class" ? (
                <ClassPage key={route.classId} classId={route.classId} />
              ) : route.page === "document" ? (
                <DocumentPage place={route} />
              ) : route.page === "guide" ? (
                <GuidePage key={route.messageId} chatId={route.chatId} messageId={route.messageId} />
              ) : (
                <ChatPage
                  key={open.key}
                  chatId={open.id}
                  initialScope={route.page === "new" ? route.scope : everything}
                  onBorn={onBorn}
                />
              )}
            </Main>
            {source && (
              <Boundary name="region.source" key={source.documentId}>
                <Suspense fallback={<aside className="panel" aria-label={t("source.panel")} aria-busy="true" />}>
                  <SourcePanel source={source} onClose={closeSource} />
                </Suspense>
              </Boundary>
            )}
          </div>
          <Shortcuts />
        </>
      )}
      {isNaming && (
        <Suspense>
          <NameDialog
            title={t("side.newClass")}
            label={t("class.name")}
            action={t("action.create")}
            onClose={() => setNaming(false)}
            onDone={(name) =>
              void attempt(async () => travel({ page: "class", classId: await account.createClass(name) }))
            }
          />
        </Suspense>
      )}
      {same && (
        <Suspense>
          <SameNameDialog
            names={[...same.replaced.keys()].map(({ name }) => name)}
            onClose={() => settle(null)}
            onDone={settle}
          />
        </Suspense>
      )}
      <NewerNote place={place} />
      <Said said={said} onDone={unsay} />
    </AppContext>
  );
}

/** The passage that is shown, with its quote when the answer that cites it has it by now. */
function completed(shown: Source | null, citations: readonly Source[]): Source | null {
  if (shown === null || shown.quote !== null) return shown;
  return citations.find((one) => one.chunkId === shown.chunkId && one.number === shown.number) ?? shown;
}

/** What is the same for as long as the student stays in one place. */
function placeOf(route: PageRoute, chatKey: number): string {
  switch (route.page) {
    case "class":
      return `class ${route.classId}`;
    case "document":
      return `document ${route.docId}`;
    case "guide":
      return `guide ${route.messageId}`;
    case "chat":
    case "new":
      return `chat ${chatKey}`;
  }
}

function SkipLink() {
  const t = useText();
  return (
    <a className="skip" href="#main">
      {t("app.skip")}
    </a>
  );
}

/** The account's line follows the network; what was deleted is deleted when the page is left. */
function useAccountLine({ account, removals, documentRemovals }: Services): void {
  useEffect(() => {
    const leave = () => {
      removals.leave();
      documentRemovals.leave();
    };
    void account.load();
    addEventListener("online", account.wake);
    addEventListener("offline", account.lose);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("online", account.wake);
      removeEventListener("offline", account.lose);
      removeEventListener("pagehide", leave);
      account.stop();
    };
  }, [account, removals, documentRemovals]);
}
