/** Footnotes on the screen: the small number in the text and the way back. Ids are the answer's own, never a text's. */
import { createContext, type MouseEvent, useContext } from "react";
import { useText } from "../hooks/use-text.ts";
import { type Note, type Notes, noNotes } from "./notes.ts";

/** The footnotes of the answer around, and what their ids begin with. */
export const NotesContext = createContext<{ notes: Notes; prefix: string }>({ notes: noNotes, prefix: "" });

export const noteId = (prefix: string, number: number) => `${prefix}note-${number}`;
const mentionId = (prefix: string, number: number) => `${prefix}mention-${number}`;

/** Goes to an element of this page without changing the page's address. */
function goTo(id: string) {
  return (event: MouseEvent) => {
    event.preventDefault();
    const target = document.getElementById(id);
    target?.scrollIntoView({ block: "center" });
    target?.focus({ preventScroll: true });
  };
}

export function NoteMark({ note }: { note: Note }) {
  const { prefix } = useContext(NotesContext);
  const t = useText();
  return (
    <sup className="note-mark">
      <a
        href={`#${noteId(prefix, note.number)}`}
        // Several marks may point to one footnote; the way back leads to the last that was used.
        data-mention={mentionId(prefix, note.number)}
        aria-label={t("markdown.footnote", { number: note.number })}
        onClick={goTo(noteId(prefix, note.number))}
      >
        {note.number}
      </a>
    </sup>
  );
}

export function BackToText({ note }: { note: Note }) {
  const { prefix } = useContext(NotesContext);
  const t = useText();
  const back = (event: MouseEvent) => {
    event.preventDefault();
    const mention = document.querySelector<HTMLElement>(
      `[data-mention="${CSS.escape(mentionId(prefix, note.number))}"]`,
    );
    mention?.scrollIntoView({ block: "center" });
    mention?.focus({ preventScroll: true });
  };
  return (
    <a className="note-back" href={`#${mentionId(prefix, note.number)}`} aria-label={t("markdown.back")} onClick={back}>
      ↩
    </a>
  );
}
