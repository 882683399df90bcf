/** The cited words marked over their page, the quote strongly and its chunk softly; told in words to who cannot see them. */

import { useText } from "../hooks/use-text.ts";
import { type Boxes, boxStyle } from "./boxes.ts";

export function Passage({ boxes, quote }: { boxes: Boxes | null; quote: string | null }) {
  const t = useText();
  if (!boxes) return null;
  const hasQuote = boxes.quote.length > 0;
  return (
    <>
      {quote && <p className="visually-hidden">{t("viewer.citedHere", { quote })}</p>}
      <div className="highlights" aria-hidden="true">
        {boxes.chunk.map((box, i) => (
          <span
            key={`${box.left} ${box.top}`}
            className="chunk-box"
            style={boxStyle(box)}
            data-box={!hasQuote && i === 0 ? "first" : undefined}
          />
        ))}
        {boxes.quote.map((box, i) => (
          <span
            key={`${box.left} ${box.top}`}
            className="quote-box"
            style={boxStyle(box)}
            data-box={i === 0 ? "first" : undefined}
          />
        ))}
      </div>
    </>
  );
}
