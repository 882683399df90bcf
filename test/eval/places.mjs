/**
 * `node test/eval/places.mjs [file.pdf …]`: whether the boxes of a stretch of text are over its words. Of every page of the given
 * PDFs (or of ../shared/data/docs) stretches of 20 to 300 letters are drawn by a fixed chance, and what poppler's `pdftotext
 * -bbox` says to stand under their boxes is compared with them: precision is the share of the letters there that are the
 * stretch's, recall the share of the stretch's letters that are there. Ends with status 1 below `LEAST`. Needs poppler.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parsePdf } from "../../src/parser/pdf.ts";
import { rectsOf } from "../../src/rects.ts";
import { sharedPath } from "../support/shared.ts";
import { comparePlaces, stretchesOf } from "./measure-places.mjs";

const LEAST = 0.97;

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/**
 * The words of a page with the middles of their boxes, as poppler sees them.
 * @param {string} path @param {number} page
 */
function wordsOn(path, page) {
  const html = execFileSync("pdftotext", ["-bbox", "-f", String(page), "-l", String(page), path, "-"], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const words = html.matchAll(/<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">([^<]*)<\/word>/g);
  return [...words].map(([, x0, y0, x1, y1, text]) => ({
    x: (Number(x0) + Number(x1)) / 2,
    y: (Number(y0) + Number(y1)) / 2,
    text: (text ?? "").replace(/&(\w+|#\d+);/g, (_, name) => ENTITIES[name] ?? " "),
  }));
}

if (spawnSync("pdftotext", ["-v"]).error !== undefined) {
  console.log("skipped: there is no pdftotext (poppler-utils)");
  process.exit(0);
}
const docs = sharedPath("data/docs");
const given = process.argv.slice(2);
const paths =
  given.length > 0
    ? given
    : docs === null
      ? []
      : (await readdir(docs)).filter((name) => name.endsWith(".pdf")).map((name) => join(docs, name));
const all = { under: 0, right: 0, letters: 0, found: 0, stretches: 0 };
for (const path of paths.filter(existsSync)) {
  const parsed = await parsePdf(new Uint8Array(await readFile(path)), { from: 1, to: 5_000 });
  if (!parsed.ok) continue;
  const sum = { under: 0, right: 0, letters: 0, found: 0, stretches: 0 };
  /** @type {{ page: number, share: number }[]} */
  const worst = [];
  let spans = 0;
  for (const { page, text, layout } of parsed.pages) {
    if (layout === undefined || text === "") continue;
    const words = wordsOn(path, page);
    if (words.length === 0) continue;
    spans = Math.max(spans, layout.spans.length / 7);
    const places = Array.from(
      { length: layout.spans.length / 7 },
      (_, i) => /** @type {import("../../src/protocol.ts").TextSpan} */ (layout.spans.slice(i * 7, i * 7 + 7)),
    );
    const on = { under: 0, right: 0, letters: 0, found: 0, stretches: 0 };
    for (const { start, end } of stretchesOf(text, page)) {
      const one = comparePlaces(text.slice(start, end), rectsOf(places, start, end), words);
      on.under += one.under;
      on.right += one.right;
      on.letters += one.letters;
      on.found += one.found;
      on.stretches += 1;
    }
    worst.push({ page, share: Math.min(on.right / on.under || 0, on.found / on.letters || 0) });
    for (const key of /** @type {const} */ (["under", "right", "letters", "found", "stretches"])) sum[key] += on[key];
  }
  if (sum.stretches === 0) continue;
  for (const key of /** @type {const} */ (["under", "right", "letters", "found", "stretches"])) all[key] += sum[key];
  const pages = worst.sort((a, b) => a.share - b.share).slice(0, 3);
  console.log(
    `${(sum.right / sum.under).toFixed(4)} precision, ${(sum.found / sum.letters).toFixed(4)} recall  ${basename(path)}: ` +
      `${sum.stretches} stretches, at most ${spans} spans a page; worst ${pages.map(({ page, share }) => `p${page} ${share.toFixed(3)}`).join(", ")}`,
  );
}
const [precision, recall] = [all.right / all.under, all.found / all.letters];
console.log(`${precision.toFixed(4)} precision, ${recall.toFixed(4)} recall in ${all.stretches} stretches`);
if (!(precision >= LEAST && recall >= LEAST)) process.exitCode = 1;
