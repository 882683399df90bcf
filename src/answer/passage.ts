/**
 * A passage: one chunk of a document as retrieval found it and as it is put to the model.
 * Plain data; shared by retrieval, prompt, citations and the session.
 */

export type Passage = {
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
};
