/** Which of the files that are added may be new versions of documents that a class has: those with the same name. Pure. */
import type { Document } from "../../src/protocol.ts";

/** The id of the document for each such file. Of two documents with one name it is the first that is listed, the newest. */
export function documentsNamedLike<F extends { name: string }>(
  files: readonly F[],
  documents: readonly Pick<Document, "id" | "name" | "status">[],
): Map<F, string> {
  const found = new Map<F, string>();
  const taken = new Set<string>();
  for (const file of files) {
    const name = folded(file.name);
    const document = documents.find(
      (one) => folded(one.name) === name && one.status !== "failed" && !taken.has(one.id),
    );
    if (!document) continue;
    found.set(file, document.id);
    taken.add(document.id);
  }
  return found;
}

/** Systems write the same name with other code points, and some do not know capitals. */
const folded = (name: string) => name.normalize("NFC").trim().toLowerCase();
