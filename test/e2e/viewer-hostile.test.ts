import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { faultsOf } from "../support/axe.ts";
import { takeShot } from "../support/browser.ts";
import { sharedPath } from "../support/shared.ts";
import { pdfOf } from "../support/tiny-pdf.ts";
import { enterWithDocuments, serviceWith, visitor } from "../support/visit.ts";

const docs = sharedPath("data/docs");
const line = (text: string) => `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`;
const pdf = (name: string, bytes: Uint8Array) => ({ name, mimeType: "application/pdf", buffer: Buffer.from(bytes) });
const drawn = (page: Page, index: number) =>
  page.locator(`.pdf-page[data-index="${index}"][data-shown="drawn"]`).waitFor();

/** Everything that a PDF can be told to do. */
const HOSTILE = pdfOf(
  [
    {
      content: line("Links of all kinds."),
      more: `/AA << /O << /S /JavaScript /JS (app.alert\\('opened'\\)) >> >> /Annots [
        << /Type /Annot /Subtype /Link /Rect [72 600 172 620] /A << /S /URI /URI (https://example.org/lure?a=1) >> >>
        << /Type /Annot /Subtype /Link /Rect [72 560 172 580] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>
        << /Type /Annot /Subtype /Link /Rect [72 520 172 540] /A << /S /Launch /F (calc.exe) >> >>
        << /Type /Annot /Subtype /Link /Rect [72 480 172 500] /A << /S /JavaScript /JS (app.alert\\('clicked'\\)) >> >>
        << /Type /Annot /Subtype /Link /Rect [72 440 172 460] /A << /S /GoToR /F (file:///etc/passwd) /D [0 /Fit] >> >>
        << /Type /Annot /Subtype /Link /Rect [72 400 172 420] /Dest [@page3 /XYZ 0 400 null] >>
        << /Type /Annot /Subtype /Link /Rect [72 360 172 380] /A << /S /SubmitForm /F (https://example.org/form) >> >>
        << /Type /Annot /Subtype /Widget /FT /Tx /T (field) /V (typed) /Rect [72 300 272 320] >>
        << /Type /Annot /Subtype /FileAttachment /Rect [72 260 92 280] /FS << /Type /Filespec /F (evil.exe) >> >>
      ]`,
    },
    { content: line("A second page.") },
    { content: line("A third page."), box: [0, 0, 14_400, 14_400] },
  ],
  {
    catalog: `/OpenAction << /S /JavaScript /JS (app.launchURL\\('https://example.org/open'\\)) >> /AcroForm << /Fields [] /XFA (x) >>
      /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\('named'\\)) >>] >> >>`,
  },
);

describe("documents that mean no good", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W96] run nothing and ask nobody else; a link to the outside says where it leads and asks, one inside is followed", async () => {
    const { page, context, complaints } = visit();
    const elsewhere: string[] = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(url())) elsewhere.push(request.url());
    });
    page.on("dialog", (dialog) => {
      elsewhere.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await enterWithDocuments(page, url(), [pdf("hostile.pdf", HOSTILE)]);
    await page.getByRole("link", { name: "hostile.pdf", exact: true }).click();
    await drawn(page, 0);
    const links = page.locator('.pdf-page[data-index="0"]').getByRole("link");
    await links.first().waitFor();
    await expect
      .poll(() => links.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))))
      .toEqual(["Link to example.org", "Link to another place of this document"]);
    expect(await page.locator(".pdf-page input, .pdf-page form, .pdf-page iframe").count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await links.first().click();
    const ask = page.getByRole("dialog");
    expect(await ask.innerText()).toContain("https://example.org/lure?a=1");
    expect(elsewhere).toEqual([]);
    await context.route("https://example.org/**", (route) => route.fulfill({ body: "outside" }));
    const [popup] = await Promise.all([context.waitForEvent("page"), ask.getByRole("link").click()]);
    await popup.waitForLoadState();
    expect(await popup.evaluate(() => [opener, document.referrer])).toEqual([null, ""]);
    await popup.close();
    await links.last().click();
    await drawn(page, 2);
    await expect.poll(() => page.getByRole("textbox", { name: "Page", exact: true }).inputValue()).toBe("3");
    expect(elsewhere).toEqual(["https://example.org/lure?a=1"]);
    expect(complaints).toEqual([]);
  });

  it("[W96] a huge page, and a zoom to the end, take bounded pixels", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [pdf("huge.pdf", HOSTILE)]);
    await page.getByRole("link", { name: "huge.pdf", exact: true }).click();
    await drawn(page, 0);
    const field = page.getByRole("textbox", { name: "Page", exact: true });
    const pixels = () =>
      page
        .locator(".pdf-page canvas")
        .evaluateAll((all) => all.map((one) => (one as HTMLCanvasElement).width * (one as HTMLCanvasElement).height));
    await field.fill("3");
    await field.press("Enter");
    await drawn(page, 2);
    for (let i = 0; i < 20; i++) await page.keyboard.press("+");
    await page.waitForTimeout(600);
    for (const count of await pixels()) expect(count).toBeLessThanOrEqual(2 ** 24);
    await field.fill("1");
    await field.press("Enter");
    await drawn(page, 0);
    const larger = page.getByRole("button", { name: "Larger" });
    // Clicked without waiting for it to be enabled, which after the last step it is not any more.
    while (await larger.isEnabled()) await larger.evaluate((button: HTMLButtonElement) => button.click());
    await expect.poll(pixels).toContainEqual(expect.any(Number));
    await page.waitForTimeout(600);
    for (const count of await pixels()) expect(count).toBeLessThanOrEqual(2 ** 24);
    expect(complaints).toEqual([]);
  });

  it("[W96] a page that cannot be drawn says so, the others are shown", async () => {
    const { page, complaints } = visit();
    const text = pdfOf([
      { content: line("The first page.") },
      { content: line("The second page.") },
      { content: line("The third page.") },
    ]);
    await enterWithDocuments(page, url(), [pdf("whole.pdf", text)]);
    // The file is damaged later: the reference to its second page leads nowhere.
    await page.route(/\/file$/, async (route) => {
      const response = await route.fetch();
      const body = Buffer.from(await response.body());
      const at = body.indexOf("/Kids [");
      if (at >= 0) {
        // Another reference of the same length, to an object that does not exist.
        const kids = body.subarray(at, body.indexOf("]", at)).toString("latin1");
        const [, second = ""] = [...kids.matchAll(/\d+ 0 R/g)].map(String);
        body.write(
          second.replace(/^\d+/, (number) => "0".repeat(number.length)),
          at + kids.indexOf(second),
          "latin1",
        );
      }
      await route.fulfill({ response, body });
    });
    await page.getByRole("link", { name: "whole.pdf", exact: true }).click();
    await drawn(page, 0);
    await page.getByRole("button", { name: "Next page" }).click();
    const second = page.locator('.pdf-page[data-index="1"][data-shown="broken"]');
    await second.getByText("This page could not be drawn. This is its text:").waitFor();
    await second.getByText("The second page.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await takeShot(page, "viewer-broken-page");
    expect(complaints).toEqual([]);
  });

  it("[W86] a connection that is lost is said, and the document goes on when it is back", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [pdf("short.pdf", HOSTILE)]);
    await page.route(/\/file$/, (route) => route.abort());
    await page.getByRole("link", { name: "short.pdf", exact: true }).click();
    await page.getByText("The file cannot be loaded").waitFor();
    // Its text is there meanwhile.
    await page.getByText("Links of all kinds.").waitFor();
    await page.unroute(/\/file$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await drawn(page, 0);
  });
});

describe.skipIf(docs === null)("files that are not what they should be", () => {
  const url = serviceWith(() => ({}));
  const visit = visitor();

  it("[W96] say why they cannot be shown", async () => {
    const { page } = visit();
    const names = {
      "encrypted-openpassword.pdf": "protected by a password",
      "corrupt-truncated-R-intro.pdf": "damaged",
    };
    const files = Object.keys(names).map((name) => pdf(name, readFileSync(join(docs ?? "", name))));
    await enterWithDocuments(page, url(), []);
    const classPage = page.url();
    await page.getByLabel("Documents to add").setInputFiles(files);
    for (const [name, reason] of Object.entries(names)) {
      await page.goto(classPage);
      await page.locator('.document[data-status="failed"]').filter({ hasText: name }).waitFor();
      await page.getByRole("link", { name, exact: true }).click();
      await page.locator(".panel-note").filter({ hasText: reason }).waitFor();
      expect(await page.getByRole("button", { name: "Text", exact: true }).count()).toBe(0);
      expect(await page.getByRole("link", { name: "Original file" }).count()).toBe(1);
      expect(await faultsOf(page)).toEqual([]);
    }
    await takeShot(page, "viewer-damaged");
  });

  it("[W96] a scan without text is shown as it looks, its pictures decoded without WebAssembly", async () => {
    const { page, context, complaints } = visit();
    const parts: string[] = [];
    context.on("request", (request) => {
      if (request.url().includes("/assets/pdfjs-")) parts.push(new URL(request.url()).pathname);
    });
    await enterWithDocuments(page, url(), []);
    await page
      .getByLabel("Documents to add")
      .setInputFiles([pdf("scan.pdf", readFileSync(join(docs ?? "", "scan-linn.pdf")))]);
    await page.locator('.document[data-status="failed"]').filter({ hasText: "scan.pdf" }).waitFor();
    await page.getByRole("link", { name: "scan.pdf", exact: true }).click();
    await drawn(page, 0);
    const ink = await page
      .locator(".pdf-page canvas")
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        let dark = 0;
        for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark++;
        return dark / (canvas.width * canvas.height);
      });
    // Letters cover some of a page, never most of it.
    expect(ink).toBeGreaterThan(0.02);
    expect(ink).toBeLessThan(0.4);
    expect(parts).toEqual([expect.stringMatching(/\/wasm\/jbig2_nowasm_fallback\.js$/)]);
    expect(complaints).toEqual([]);
  });
});
