/** What the browser refuses to make of a string, whoever asks for it. */
import { describe, expect, it } from "vitest";
import { tinyPdf } from "../support/tiny-pdf.ts";
import { enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const slides = {
  name: "slides.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from(tinyPdf(["Course overview.", "The spindle separates the chromosomes."])),
};

describe("the page's policy", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W119] makes no string into elements, code or a worker but pdf.js' own two, with which PDFs are drawn", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [slides]);
    await page.getByRole("link", { name: "slides.pdf", exact: true }).click();
    await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
    expect(complaints).toEqual([]);

    const made = await page.evaluate(async () => {
      // What the debugger calls may make code of strings; what it only set off may not.
      await new Promise((later) => setTimeout(later));
      const div = document.createElement("div");
      const script = document.createElement("script");
      const tries: Record<string, () => unknown> = {
        innerHTML: () => Reflect.set(div, "innerHTML", "<b>x</b>"),
        outerHTML: () => {
          document.body.appendChild(div);
          div.outerHTML = "<b>x</b>";
        },
        insertAdjacentHTML: () => div.insertAdjacentHTML("beforeend", "<b>x</b>"),
        parseFromString: () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
        fragment: () => document.createRange().createContextualFragment("<b>x</b>"),
        write: () => document.write("<b>x</b>"),
        srcdoc: () => Reflect.set(document.createElement("iframe"), "srcdoc", "<b>x</b>"),
        "script's text": () => Reflect.set(script, "text", "ran = 1"),
        "script's address": () => Reflect.set(script, "src", "/assets/x.js"),
        handler: () => div.setAttribute("onclick", "ran = 1"),
        // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
        eval: () => eval("1"),
        Function: () => new Function("return 1"),
        "a timer's text": () => Reflect.apply(setTimeout, globalThis, ["ran = 1"]),
        "a worker of our origin": () => new Worker("/assets/x.mjs"),
        "a worker of a blob": () => new Worker(URL.createObjectURL(new Blob(["1"]))),
        policy: () => Reflect.get(globalThis, "trustedTypes").createPolicy("another", {}),
      };
      return Object.entries(tries)
        .filter(([, attempt]) => {
          try {
            attempt();
            return true;
          } catch {
            return false;
          }
        })
        .map(([name]) => name);
    });
    expect(made).toEqual([]);
  });
});
