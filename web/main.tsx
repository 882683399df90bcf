/** Starts the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod/mini";
import { Page } from "./components/page.tsx";
import { makeServices } from "./services.ts";
import { storedLanguage } from "./text/stored-language.ts";
import { loadWords } from "./text/text.ts";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/overlays.css";
import "./styles/layout.css";
import "./styles/side.css";
import "./styles/chat.css";
import "./styles/prose.css";
import "./styles/code.css";
import "./styles/library.css";
import "./styles/guide.css";

// The page's policy forbids to make code from strings, and even the probe for it is reported.
z.config({ jitless: true });

const services = makeServices();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
const words = await loadWords(storedLanguage());
createRoot(root).render(
  <StrictMode>
    <Page first={words} services={services} />
  </StrictMode>,
);
