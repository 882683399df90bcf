/** Starts the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod/mini";
import { preloadMarkdown } from "./components/answer-text.tsx";
import { Page } from "./components/page.tsx";
import { parseRoute } from "./route.ts";
import { browserDeps } from "./socket/browser-deps.ts";
import { AccountStore } from "./state/account-store.ts";
import { nextPaint } from "./state/store.ts";
import { Uploads } from "./state/uploads.ts";
import { storedLanguage } from "./text/stored-language.ts";
import { loadWords } from "./text/text.ts";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/side.css";
import "./styles/chat.css";
import "./styles/prose.css";
import "./styles/code.css";
import "./styles/library.css";

// The page's policy forbids to make code from strings, and even the probe for it is reported.
z.config({ jitless: true });

const account = new AccountStore({ socket: browserDeps, soon: nextPaint });
const uploads = new Uploads({ soon: nextPaint, onDocument: (document) => account.do({ type: "document", document }) });

// Who opens a chat reads answers at once; others have a moment.
if (parseRoute(location.pathname, location.search).page === "chat") preloadMarkdown();

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
const words = await loadWords(storedLanguage());
createRoot(root).render(
  <StrictMode>
    <Page first={words} account={account} uploads={uploads} />
  </StrictMode>,
);
