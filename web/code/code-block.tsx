/** A piece of code: its language, a button that copies it, and its text in colour; it scrolls, or wraps when asked to (W45). */
import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useText } from "../hooks/use-text.ts";
import { colourOf, watchColours } from "./colour.ts";
import { languageById, languageId } from "./languages.ts";
import { type CodePart, hasLongLine, noSegments, segment } from "./segments.ts";

const SAID_MS = 2_000;

type Props = { language: string; value: string; closed: boolean };

export const CodeBlock = memo(function CodeBlock({ language, value, closed }: Props) {
  const t = useText();
  const id = languageId(language);
  const colour = useSyncExternalStore(
    useCallback((watch) => watchColours(id, watch), [id]),
    () => colourOf(id),
    () => null,
  );
  const [wraps, setWraps] = useState(false);
  const last = useRef(noSegments);
  // A memo of the last text: rendering twice gives the same parts.
  last.current = segment(last.current, value, colour);
  const { done, last: open } = last.current;
  const name = (id && languageById(id)?.name) || language.slice(0, 40) || t("markdown.code");
  const codeClass = language === "" ? undefined : `language-${language}`;
  return (
    <figure className={wraps ? "code wraps" : "code"} dir="ltr" data-open={closed ? undefined : ""}>
      <figcaption className="code-head">
        <span className="code-language">{name}</span>
        <button type="button" className="code-button" aria-pressed={wraps} onClick={() => setWraps(!wraps)}>
          {t("markdown.wrap")}
        </button>
        <CopyButton text={value} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide code is scrolled with the keyboard too */}
      <pre tabIndex={0}>
        <code className={codeClass}>
          {done.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are only appended
            <Part key={index} part={part} />
          ))}
          {open && <Part key={done.length} part={open} />}
        </code>
      </pre>
    </figure>
  );
});

const Part = memo(function Part({ part }: { part: CodePart }) {
  return (
    <span className={hasLongLine(part.text) ? "code-part long" : "code-part"}>
      {part.runs.map(({ text, scope }, index) =>
        scope === null ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs have no other identity
          <span key={index} className={`c-${scope}`}>
            {text}
          </span>
        ),
      )}
    </span>
  );
});

function CopyButton({ text }: { text: string }) {
  const t = useText();
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(text.replace(/\n$/, "")).then(
      () => setSaid(t("markdown.copied")),
      () => setSaid(t("markdown.copyFailed")),
    );
  return (
    <button type="button" className="code-button" onClick={copy}>
      <span aria-live="polite">{said ?? t("markdown.copy")}</span>
    </button>
  );
}
