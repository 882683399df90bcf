/** An answer's text. The Markdown renderer is loaded when the first answer is shown; until then, and when it cannot be, the text is plain. */
import { Otherwise, part } from "./part.tsx";

const Markdown = part(() => import("../markdown/markdown.tsx"));

/** Fetches the renderer ahead of the first answer. */
export const preloadMarkdown = Markdown.preload;

/** `growing`: the text is still being written. */
export function AnswerText({ text, growing }: { text: string; growing: boolean }) {
  return (
    <div className="prose">
      <Otherwise shown={<p className="plain">{text}</p>}>
        <Markdown text={text} growing={growing} />
      </Otherwise>
    </div>
  );
}
