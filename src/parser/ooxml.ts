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

/** What the properties of a document say of it. */
export type Properties = { title: string | null; author: string | null; year: string | null };

/** The properties of an Office document. */
export function coreProperties(archive: Archive): Properties {
  const part = relationshipsOf(archive, "").find(({ type }) => type === "core-properties")?.target;
  if (part === undefined || !archive.has(part)) return { title: null, author: null, year: null };
  return propertiesIn(archive, part, { author: ["dc:creator"], year: ["dcterms:created", "dcterms:modified"] });
}

/** The properties that a part keeps, by the names of their elements, the first that is there; authors may be several. */
export function propertiesIn(
  archive: Archive,
  part: string,
  { author, year }: { author: readonly string[]; year: readonly string[] },
): Properties {
  const texts = textsOfElements(archive, part, ["dc:title", ...author, ...year]);
  const firstOf = (names: readonly string[]) => names.find((name) => texts.has(name)) ?? "";
  return {
    title: texts.get("dc:title")?.[0] ?? null,
    author: texts.get(firstOf(author))?.join("; ") ?? null,
    year: texts.get(firstOf(year))?.[0] ?? null,
  };
}

/** The text of the first element of a name in a part, on one line; `null` when it is missing or empty. */
export function textOfElement(archive: Archive, part: string, name: string): string | null {
  return textsOfElements(archive, part, [name]).get(name)?.[0] ?? null;
}

/** Elements of one name that are kept. */
const MAX_SAME = 30;

/** The texts of the elements of these names in a part, each on one line, without those that are empty. */
function textsOfElements(archive: Archive, part: string, names: readonly string[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  let open: string | null = null;
  let found = "";
  readXml(archive.pieces(part), {
    open(element) {
      if (open === null && names.includes(element)) {
        open = element;
        found = "";
      }
      return undefined;
    },
    text(data) {
      if (open !== null && found.length < 1_000) found += data;
    },
    close(element) {
      if (element !== open) return;
      open = null;
      const text = found.replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
      const own = texts.get(element) ?? [];
      if (text !== "" && own.length < MAX_SAME) texts.set(element, [...own, text]);
    },
  });
  return texts;
}
