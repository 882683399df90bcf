/** The page: who is here, where they are, and the three regions side, main and source. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../api.ts";
import { explain, explainInLine } from "../explain.ts";
import { AppContext, type App as AppValue, type Source, useWatched } from "../hooks/use-app.ts";
import { useNarrow } from "../hooks/use-narrow.ts";
import { useRoute } from "../hooks/use-route.ts";
import { useText, useWords } from "../hooks/use-text.ts";
import type { PageRoute } from "../route.ts";
import type { AccountStore } from "../state/account-store.ts";
import type { Uploads } from "../state/uploads.ts";
import { wasIn } from "../state/was-in.ts";
import { preloadMarkdown } from "./answer-text.tsx";
import { Boundary } from "./boundary.tsx";
import { ChatPage } from "./chat-page.tsx";
import { ClassPage } from "./class-page.tsx";
import { NameDialog } from "./dialog.tsx";
import { loadPanel } from "./load-panel.ts";
import { Sidebar } from "./sidebar.tsx";
import { SignIn } from "./sign-in.tsx";

const SourcePanel = lazy(loadPanel);
const DocumentPage = lazy(() => import("../viewer/document-page.tsx"));

const SAID_MS = 5_000;
const everything = { classId: null, docId: null };

export function App({ account, uploads }: { account: AccountStore; uploads: Uploads }) {
  const texts = useWords();
  const { t } = texts;
  const state = useWatched(account.state);
  const [route, go] = useRoute();
  const [said, setSaid] = useState("");
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const [source, setSource] = useState<Source | null>(null);
  const words = useRef(texts);
  words.current = texts;
  const opener = useRef<Element | null>(null);
  const isNarrow = useNarrow();

  const wantedChat = route.page === "chat" ? route.chatId : route.page === "new" ? null : undefined;
  const [open, setOpen] = useState({ key: 0, id: wantedChat ?? null });
  // A new chat that gets its id is the same chat: its key, and with it its line, stays.
  if (wantedChat !== undefined && wantedChat !== open.id) setOpen({ key: open.key + 1, id: wantedChat });

  useAccountLine(account);
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const place =
    route.page === "class" ? route.classId : route.page === "document" ? `document ${route.docId}` : `chat ${open.key}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving a place closes what was open beside it
  useEffect(() => {
    setSource(null);
    setMenuOpen(false);
  }, [place]);

  const travel = useCallback(
    (to: PageRoute, how?: "push" | "replace") => {
      setMenuOpen(false);
      go(to, how);
    },
    [go],
  );
  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (cause) {
      const { code, message } = cause instanceof ApiError ? cause : { code: "internal", message: "" };
      setSaid(explainInLine(words.current, code, message));
      return false;
    }
  }, []);
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
      route,
      go: travel,
      say: setSaid,
      attempt,
      openSource,
      completeSource,
      openMenu: () => setMenuOpen(true),
    }),
    [account, uploads, route, travel, attempt, openSource, completeSource],
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
  if (state.session === "out") return <SignIn account={account} wasIn={state.user !== null} />;
  if (state.session === "unreachable") return <Unreachable onRetry={() => void account.load()} />;
  const isCovered = isNarrow && (isMenuOpen || source !== null);
  return (
    <AppContext value={app}>
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <div className={source ? "app with-panel" : "app"}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the drawer; its button does the same */}
        <div
          className={isMenuOpen ? "drawer open" : "drawer"}
          inert={isNarrow && !isMenuOpen}
          onKeyDown={(event) => {
            if (event.key === "Escape" && isMenuOpen) setMenuOpen(false);
          }}
        >
          <Boundary name="region.chats">
            <Sidebar onClose={() => setMenuOpen(false)} onNewClass={() => setNaming(true)} />
          </Boundary>
        </div>
        {isMenuOpen && (
          <button type="button" className="shade" aria-label={t("side.closeMenu")} onClick={() => setMenuOpen(false)} />
        )}
        <main id="main" tabIndex={-1} inert={isCovered}>
          <Boundary name="region.page" key={place}>
            {route.page === "class" ? (
              <ClassPage key={route.classId} classId={route.classId} />
            ) : route.page === "document" ? (
              <Suspense fallback={<div className="door" role="status" aria-label={t("app.loading")} />}>
                <DocumentPage place={route} />
              </Suspense>
            ) : (
              <ChatPage
                key={open.key}
                chatId={open.id}
                initialScope={route.page === "new" ? route.scope : everything}
                onBorn={onBorn}
                onNewClass={() => setNaming(true)}
              />
            )}
          </Boundary>
        </main>
        {source && (
          <Boundary name="region.source" key={source.documentId}>
            <Suspense fallback={<aside className="panel" aria-label={t("source.panel")} aria-busy="true" />}>
              <SourcePanel source={source} onClose={closeSource} />
            </Suspense>
          </Boundary>
        )}
      </div>
      {isNaming && (
        <NameDialog
          title={t("side.newClass")}
          label={t("class.name")}
          action={t("action.create")}
          onClose={() => setNaming(false)}
          onDone={(name) =>
            void attempt(async () => travel({ page: "class", classId: await account.createClass(name) }))
          }
        />
      )}
      <div className="said" role="status">
        {said && <p>{said}</p>}
      </div>
    </AppContext>
  );
}

/** The passage that is shown, with its quote when the answer that cites it has it by now. */
function completed(shown: Source | null, citations: readonly Source[]): Source | null {
  if (shown === null || shown.quote !== null) return shown;
  return citations.find((one) => one.chunkId === shown.chunkId && one.number === shown.number) ?? shown;
}

/** The account's line follows the network; the renderer of answers is fetched while nothing else is. */
function useAccountLine(account: AccountStore): void {
  useEffect(() => {
    void account.load();
    addEventListener("online", account.wake);
    addEventListener("offline", account.lose);
    const timer = setTimeout(preloadMarkdown, 1_000);
    return () => {
      removeEventListener("online", account.wake);
      removeEventListener("offline", account.lose);
      clearTimeout(timer);
      account.stop();
    };
  }, [account]);
}

/** What index.html shows, until it is known who is here. */
function Shell() {
  const t = useText();
  if (wasIn()) {
    return (
      <div className="app frame" role="status" aria-label={t("app.loading")}>
        <div className="drawer" />
        <div className="main">
          <div className="page-head" />
        </div>
      </div>
    );
  }
  return (
    <div className="door" role="status" aria-label={t("app.loading")}>
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>{t("app.name")}</h1>
      <p className="claim">{t("app.claim")}</p>
    </div>
  );
}

function Unreachable({ onRetry }: { onRetry: () => void }) {
  const texts = useWords();
  const words = explain(texts, "unavailable");
  return (
    <main className="door" id="main">
      <h1>{words.title}</h1>
      <p>{words.advice}</p>
      <button type="button" className="button primary large" onClick={onRetry}>
        {texts.t("action.retry")}
      </button>
    </main>
  );
}
