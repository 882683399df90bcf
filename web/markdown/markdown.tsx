/**
 * An answer's Markdown, also while it grows. The document is made by pure functions (`document.ts`); blocks that stay the same
 * are not rendered again (W40), and a text that is long to parse is parsed less often (W41).
 */
import { useId, useMemo, useRef } from "react";
import { useText } from "../hooks/use-text.ts";
import { Blocks, BlockView } from "./blocks.tsx";
import { copyAsText } from "./copy.ts";
import { type AnswerDocument, advance, emptyDocument } from "./document.ts";
import { BackToText, NotesContext, noteId } from "./note-views.tsx";
import { type Notes, noNotes, notesOf } from "./notes.ts";

/** The text as Markdown; `growing`: more may come, and what is only half written at its end is shown as what it will be. */
export default function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const prefix = useId();
  const last = useRef<{ document: AnswerDocument; notes: Notes }>({ document: emptyDocument, notes: noNotes });
  const document = advance(last.current.document, text, growing);
  const notes = notesOf(document, last.current.notes);
  // A memo of the last text: rendering twice gives the same blocks.
  last.current = { document, notes };
  const context = useMemo(() => ({ notes, prefix }), [notes, prefix]);
  return (
    <NotesContext value={context}>
      <div className="markdown" onCopy={copyAsText}>
        {document.blocks.map(({ block }) => (
          <BlockView key={block.from} block={block} />
        ))}
        <NoteList notes={notes} prefix={prefix} />
      </div>
    </NotesContext>
  );
}

function NoteList({ notes, prefix }: { notes: Notes; prefix: string }) {
  const t = useText();
  const written = [...notes.values()].filter(({ block }) => block !== null);
  if (written.length === 0) return null;
  return (
    <section className="notes" aria-label={t("markdown.footnotes")}>
      <ol dir="auto">
        {written.map((note) => (
          <li key={note.label} id={noteId(prefix, note.number)} value={note.number} tabIndex={-1}>
            <Blocks blocks={note.block?.children ?? []} />
            <BackToText note={note} />
          </li>
        ))}
      </ol>
    </section>
  );
}
