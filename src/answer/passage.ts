/**
 * A passage: one chunk of a document as retrieval found it and as it is put to the model, or several that follow each other.
 * Plain data; shared by retrieval, prompt, citations and the session.
 */

/** A chunk of a joined passage, and where it ends in the passage's text. */
export type PassagePart = { chunkId: string; end: number };

export type Passage = {
  /** Of a joined passage: the chunk that was found best. */
  chunkId: string;
  documentId: string;
  documentName: string;
  classId: string;
  /** 1-based. */
  page: number;
  /** What the document itself calls the page, where it has names for its pages. */
  pageLabel?: string | null;
  /** The chunk's text, at most `MAX_REFERENCE_TEXT` UTF-16 units. */
  text: string;
  /** Higher is better; comparable within one retrieval only. */
  score: number;
  /** The document's bibliographic line, where it has one. */
  reference: string | null;
  /**
   * Where the text begins in its page's, and what stands between it and the chunk before it; `gap` is `null` for the first of a page.
   * Absent where it is not known.
   */
  span?: { start: number; gap: string | null };
  /** The headings above its beginning, the highest first, and above what follows it; absent where they are not known. */
  headings?: readonly string[];
  headingsAfter?: readonly string[];
  /** The chunks of a joined passage, in the order of the text. */
  parts?: PassagePart[];
};

/** The chunk in which a piece of a passage's text begins. */
export function chunkOf({ chunkId, text, parts }: Passage, piece: string): string {
  const at = parts === undefined ? -1 : text.indexOf(piece);
  return (at < 0 ? undefined : parts?.find(({ end }) => at < end)?.chunkId) ?? chunkId;
}
