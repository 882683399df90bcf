/**
 * What the Office formats share: a package whose parts name each other by relationships, and a title among its properties.
 * Targets outside the package are never followed.
 */
import type { Archive } from "./archive.ts";
import { readXml } from "./xml.ts";

export type Relationship = { id: string; type: string; target: string };

/** The relationships of a part (`""`: of the package itself), with their targets as names of entries; none when it has none. */
export function relationshipsOf(archive: Archive, part: string): Relationship[] {
  const folder = part.slice(0, part.lastIndexOf("/") + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const found: Relationship[] = [];
  if (!archive.has(name)) return found;
  readXml(archive.pieces(name), {
    open(element, { Id = "", Type = "", Target = "", TargetMode }) {
      if (element !== "Relationship" || TargetMode === "External") return undefined;
      found.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target: resolve(folder, Target) });
      return undefined;
    },
  });
  return found;
}

/** The entry that a relative reference in `folder` (which ends in a slash, or is empty) means. */
export function resolve(folder: string, reference: string): string {
  const path = reference.startsWith("/") ? reference.slice(1) : folder + reference;
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

/** The title among the properties of a document, or `null`. */
export function coreTitle(archive: Archive): string | null {
  const part = relationshipsOf(archive, "").find(({ type }) => type === "core-properties")?.target;
  if (part === undefined || !archive.has(part)) return null;
  return textOfElement(archive, part, "dc:title");
}

/** The text of the first element of a name in a part, on one line; `null` when it is missing or empty. */
export function textOfElement(archive: Archive, part: string, name: string): string | null {
  let isOpen = false;
  let isDone = false;
  let found = "";
  readXml(archive.pieces(part), {
    open(element) {
      if (element === name && !isDone) isOpen = true;
      return undefined;
    },
    text(data) {
      if (isOpen && found.length < 1_000) found += data;
    },
    close(element) {
      if (element === name && isOpen) {
        isOpen = false;
        isDone = true;
      }
    },
  });
  const title = found.replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
  return title === "" ? null : title;
}
