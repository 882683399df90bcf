/** An answer's text. The Markdown renderer is loaded when the first answer is shown; until then the text is plain. */
import { lazy, Suspense } from "react";

const load = () => import("../markdown/markdown.tsx");
const Markdown = lazy(load);

/** Fetches the renderer ahead of the first answer. */
export function preloadMarkdown(): void {
  void load();
}

/** `growing`: the text is still being written. */
export function AnswerText({ text, growing }: { text: string; growing: boolean }) {
  return (
    <div className="prose">
      <Suspense fallback={<p className="plain">{text}</p>}>
        <Markdown text={text} growing={growing} />
      </Suspense>
    </div>
  );
}
