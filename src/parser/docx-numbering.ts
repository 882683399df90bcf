/**
 * The numbers of Word's lists. A paragraph names a list and a level; the number it shows is counted over the whole
 * document, as Word does: lists made from one definition share its counts until one says where it starts anew.
 */
import type { Archive } from "./archive.ts";
import { numeral } from "./numerals.ts";
import { readXml } from "./xml.ts";

type Level = { start: number; format: string; text: string; isLegal: boolean; restartAfter: number | null };
type Definition = { levels: Map<number, Level>; styleLink: string | null };
type List = { definition: string; starts: Map<number, number>; levels: Map<number, Level> };

/** What stands before a paragraph of a list: its number, a dash for any bullet, or nothing. */
export type Numbering = {
  label(list: string, level: number): string;
  /** The list that a numbering style stands for, so that definitions which only link to it are found. */
  linkStyle(style: string, list: string): void;
};

/** Reads `word/numbering.xml`, or what stands for it. */
export function readNumbering(archive: Archive, part: string | undefined): Numbering {
  const definitions = new Map<string, Definition>();
  const lists = new Map<string, List>();
  if (part !== undefined && archive.has(part)) readDefinitions(archive, part, definitions, lists);
  const styles = new Map<string, string>();
  const counts = new Map<string, (number | undefined)[]>();
  const begun = new Set<string>();

  /** The definition that holds the levels: some are only links to a style, whose list has them. */
  function definitionOf(list: List): { id: string; definition: Definition | undefined } {
    const definition = definitions.get(list.definition);
    const linked = definition?.styleLink == null ? undefined : lists.get(styles.get(definition.styleLink) ?? "");
    if (linked === undefined || linked === list) return { id: list.definition, definition };
    return { id: linked.definition, definition: definitions.get(linked.definition) };
  }

  return {
    linkStyle: (style, list) => styles.set(style, list),
    label(listId, level) {
      const list = lists.get(listId);
      if (list === undefined || !(level >= 0 && level <= 8)) return "";
      const { id, definition } = definitionOf(list);
      const levelOf = (at: number) => list.levels.get(at) ?? definition?.levels.get(at);
      const own = levelOf(level);
      if (own === undefined) return "";
      const count = counts.get(id) ?? [];
      counts.set(id, count);
      const startsAt = list.starts.get(level);
      const mark = `${listId} ${level}`;
      if (startsAt !== undefined && !begun.has(mark)) count[level] = startsAt;
      else count[level] = (count[level] ?? own.start - 1) + 1;
      begun.add(mark);
      for (let deeper = level + 1; deeper <= 8; deeper += 1) {
        const after = levelOf(deeper)?.restartAfter ?? null;
        if (after === null || (after !== 0 && level < after)) count[deeper] = undefined;
      }
      if (own.format === "bullet") return "-";
      if (own.format === "none") return own.text.replace(/%\d/g, "").trim();
      return own.text.replace(/%(\d)/g, (_, digit: string) => {
        const at = Number(digit) - 1;
        const shown = levelOf(at);
        if (shown === undefined) return "";
        return numeral(count[at] ?? shown.start, own.isLegal && at < level ? "decimal" : shown.format);
      });
    },
  };
}

function readDefinitions(
  archive: Archive,
  part: string,
  definitions: Map<string, Definition>,
  lists: Map<string, List>,
) {
  let definition: Definition | null = null;
  let list: List | null = null;
  let override: number | null = null;
  let level: Level | null = null;
  readXml(archive.pieces(part), {
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      const number = Number.parseInt(value, 10) || 0;
      if (name === "w:abstractNum") {
        definition = { levels: new Map(), styleLink: null };
        definitions.set(attributes["w:abstractNumId"] ?? "", definition);
      } else if (name === "w:num") {
        list = { definition: "", starts: new Map(), levels: new Map() };
        lists.set(attributes["w:numId"] ?? "", list);
      } else if (name === "w:abstractNumId" && list !== null) list.definition = value;
      else if (name === "w:numStyleLink" && definition !== null) definition.styleLink = value;
      else if (name === "w:lvlOverride") override = Number.parseInt(attributes["w:ilvl"] ?? "", 10);
      else if (name === "w:startOverride" && list !== null && override !== null) list.starts.set(override, number);
      else if (name === "w:lvl") {
        level = { start: 1, format: "decimal", text: "", isLegal: false, restartAfter: null };
        const holder = list ?? definition;
        holder?.levels.set(Number.parseInt(attributes["w:ilvl"] ?? "", 10), level);
      } else if (level !== null) {
        if (name === "w:start") level.start = number;
        else if (name === "w:numFmt") level.format = value;
        else if (name === "w:lvlText") level.text = value.slice(0, 100);
        else if (name === "w:isLgl") level.isLegal = value !== "0" && value !== "false";
        else if (name === "w:lvlRestart") level.restartAfter = number;
      }
      return undefined;
    },
    close(name) {
      if (name === "w:abstractNum") definition = null;
      else if (name === "w:num") list = null;
      else if (name === "w:lvlOverride") override = null;
      else if (name === "w:lvl") level = null;
    },
  });
}
