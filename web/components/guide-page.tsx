/** A study guide as a document to read and to print, named by its question: its contents beside it, its sources at its end. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer } from "../../src/protocol.ts";
import { ApiError, api } from "../api.ts";
import { explain } from "../explain.ts";
import { useAccount } from "../hooks/use-app.ts";
import { useOutline } from "../hooks/use-outline.ts";
import { useWords } from "../hooks/use-text.ts";
import { doubts, referenceLine } from "../state/copy-text.ts";
import { AnswerText } from "./answer-text.tsx";
import { SourcesContext } from "./citation-chip.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { PageHead } from "./page-head.tsx";

type Loaded = { answer: Answer; asked: string | null } | { code: string } | null;

/** What is longer is no title. */
const MAX_TITLE = 120;

/** What was asked for, on one line; null where that cannot be had, which keeps nobody from reading. */
async function questionBefore(chatId: string, messageId: string): Promise<string | null> {
  const [before] = await api.olderMessages(chatId, messageId, 1).catch(() => []);
  if (before?.role !== "user") return null;
  const line = before.content.replace(/\s+/g, " ").trim();
  return line.length > MAX_TITLE ? null : line;
}

async function loadGuide(chatId: string, messageId: string, signal: AbortSignal): Promise<Loaded> {
  const [message, asked] = await Promise.all([
    api.message(chatId, messageId, signal),
    questionBefore(chatId, messageId),
  ]);
  return message.role === "assistant" ? { answer: message, asked } : { code: "not-found" };
}

export default function GuidePage({ chatId, messageId }: { chatId: string; messageId: string }) {
  const words = useWords();
  const { t } = words;
  const { chats } = useAccount();
  const [loaded, setLoaded] = useState<Loaded>(null);
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const cord = new AbortController();
    loadGuide(chatId, messageId, cord.signal).then(
      (guide) => {
        if (!cord.signal.aborted) setLoaded(guide);
      },
      (cause: unknown) => {
        if (!cord.signal.aborted) setLoaded({ code: cause instanceof ApiError ? cause.code : "internal" });
      },
    );
    return () => cord.abort();
  }, [chatId, messageId]);
  const guide = loaded && "answer" in loaded ? loaded : null;
  const answer = guide?.answer ?? null;
  const outline = useOutline(text, answer?.content ?? "");
  const find = useCallback(
    (number: number) => answer?.citations.find((one) => one.number === number) ?? null,
    [answer],
  );
  const title = guide?.asked || chats?.find(({ id }) => id === chatId)?.title || t("guide.title");
  useEffect(() => {
    document.title = t("app.title", { title });
  }, [title, t]);
  const why = loaded && "code" in loaded ? explain(words, loaded.code) : null;
  return (
    <>
      <PageHead title={t("guide.title")}>
        <Link className="button small" to={{ page: "chat", chatId }}>
          <Icon name="chat" /> {t("guide.back")}
        </Link>
        <button type="button" className="button small primary" disabled={!answer} onClick={() => print()}>
          <Icon name="print" /> {t("guide.print")}
        </button>
      </PageHead>
      <div className="scroller guide-scroller">
        <div className="guide">
          {outline.length > 1 && (
            <nav className="guide-contents" aria-labelledby="guide-contents">
              <h2 id="guide-contents">{t("guide.contents")}</h2>
              <ol>
                {outline.map(({ id, name, level }) => (
                  <li key={id} data-level={level}>
                    <a href={`#${id}`}>{name}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <article className="guide-text" aria-label={t("guide.title")}>
            <h1 dir="auto">{title}</h1>
            {!loaded && <p className="quiet">{t("app.loading")}</p>}
            {why && (
              <p role="alert">
                <strong>{why.title}.</strong> {why.advice}
              </p>
            )}
            {answer && (
              <>
                <h2 className="visually-hidden">{t("answer.label")}</h2>
                <div ref={text}>
                  <SourcesContext value={find}>
                    <AnswerText text={answer.content} growing={false} />
                  </SourcesContext>
                </div>
                {answer.citations.length > 0 && (
                  <section className="guide-sources" aria-labelledby="guide-sources">
                    <h2 id="guide-sources">{t("copy.sources")}</h2>
                    <ol>
                      {answer.citations.map((one) => (
                        <li key={one.number} value={one.number} dir="auto">
                          {referenceLine(t, one)}
                          {doubts(t, one)}
                        </li>
                      ))}
                    </ol>
                  </section>
                )}
              </>
            )}
          </article>
        </div>
      </div>
    </>
  );
}
