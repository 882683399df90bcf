/**
 * A citation's number in the text: a small button that opens the cited page, live as soon as its source is known. While the
 * pointer or the focus rests on it, its quote is shown, by Radix; Escape takes that away.
 */
import * as HoverCard from "@radix-ui/react-hover-card";
import { createContext, useContext, useRef, useState } from "react";
import { type Source, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { type CardEvent, type CardVisit, nextVisit } from "../state/card-visit.ts";
import { pageName } from "../state/copy-text.ts";
import { preloadPanel } from "./load-panel.ts";

/** The source behind a number of the answer around the chip; null while it is not known. */
export const SourcesContext = createContext<(number: number) => Source | null>(() => null);

export function CitationChip({ number }: { number: number }) {
  const t = useText();
  const { openSource } = useApp();
  const source = useContext(SourcesContext)(number);
  const [isShown, setShown] = useState(false);
  const visit = useRef<CardVisit>("new");
  if (!source) return <span className="chip waiting">{number}</span>;
  const come = (event: CardEvent) => {
    visit.current = nextVisit(visit.current, event);
    preloadPanel();
  };
  const about = { number, name: source.documentName, page: pageName(source) };
  return (
    <HoverCard.Root
      openDelay={250}
      closeDelay={120}
      open={isShown}
      onOpenChange={(open) => setShown(open && visit.current === "new")}
    >
      <HoverCard.Trigger asChild>
        <button
          type="button"
          className={source.verified === false ? "chip unverified" : "chip"}
          aria-label={t(source.verified === false ? "source.chipUnverified" : "source.chip", about)}
          onPointerEnter={() => come("pointer")}
          // Radix would refuse the touch, which the browser does not let it and complains about.
          onTouchStartCapture={(event) => event.stopPropagation()}
          onFocus={() => come("focus")}
          onBlur={() => come("blur")}
          onClick={() => {
            come("open");
            setShown(false);
            openSource(source);
          }}
        >
          {number}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal container={document.getElementById("main")}>
        <HoverCard.Content className="menu source-card" side="top" sideOffset={6} collisionPadding={8}>
          <SourceCard source={source} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}

function SourceCard({ source }: { source: Source }) {
  const t = useText();
  return (
    <>
      <p className="source-card-head">
        <strong dir="auto">{source.documentName}</strong>{" "}
        <span className="quiet">{t("source.page", { page: pageName(source) })}</span>
      </p>
      {source.quote === null ? (
        <p className="quiet">{t("source.quoteToCome")}</p>
      ) : (
        <blockquote dir="auto">{source.quote}</blockquote>
      )}
      {source.verified === false && <p className="doubt">{t("source.unverifiedNote")}</p>}
      {source.stale && <p className="doubt">{t("source.staleNote")}</p>}
    </>
  );
}
