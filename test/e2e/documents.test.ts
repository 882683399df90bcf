/** What a student does with the documents of a class: adding many, replacing, naming, deleting, unpacking. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../support/axe.ts";
import { holdUndo } from "../support/hold-undo.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { zipOf } from "../support/tiny-zip.ts";
import { answers, ask, enterWithDocuments, serviceWith, visitorLike } from "../support/visit.ts";

type File = { name: string; mimeType: string; buffer: Buffer };

const text = (name: string, content: string): File => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(content),
});
const ENERGY = "Respiration releases energy in the mitochondria of the cell.";
const notes = text("notes.txt", ENERGY);

const row = (page: Page, name: string) => page.locator(".document").filter({ hasText: name });
const menuOf = (page: Page, name: string) => page.getByRole("button", { name: `More for ${name}` });

async function choose(page: Page, name: string, item: string) {
  await menuOf(page, name).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Drops files on the class as a file manager does. */
async function dropFiles(page: Page, files: readonly File[]) {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, data: buffer.toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const { name, type, data } of list) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      made.items.add(new File([bytes], name, { type }));
    }
    return made;
  }, given);
  const zone = page.locator("main .scroller");
  await zone.dispatchEvent("dragover", { dataTransfer: transfer });
  await page.locator(".scroller.dropping").waitFor();
  await zone.dispatchEvent("drop", { dataTransfer: transfer });
}

/** Drops a folder of this machine on what stands there, as the browser gets it from a file manager. */
async function dropFolder(page: Page, target: Locator, folder: string) {
  const devtools = await page.context().newCDPSession(page);
  const place = await target.boundingBox();
  const [x, y] = [(place?.x ?? 0) + (place?.width ?? 0) / 2, (place?.y ?? 0) + (place?.height ?? 0) / 2];
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
  await devtools.detach();
}

/** The names of the documents that the service has, of the class that is open. */
const stored = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const classId = location.pathname.split("/").at(-1);
    const answer = await fetch(`/api/v1/classes/${classId}/documents`);
    const { documents }: { documents: { name: string }[] } = await answer.json();
    return documents.map(({ name }) => name).sort();
  });

/** Holds back what the account's socket tells of documents that are done, until it is let go. */
async function holdEnds(page: Page) {
  const held: (() => void)[] = [];
  const line = { isHeld: false };
  await page.routeWebSocket(/\/api\/v1\/me\/socket/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      const pass = () => socket.send(frame);
      if (line.isHeld && /"event":"document-(ready|failed)"/.test(String(frame))) held.push(pass);
      else pass();
    });
  });
  return {
    hold: () => {
      line.isHeld = true;
    },
    release: () => {
      line.isHeld = false;
      for (const pass of held.splice(0)) pass();
    },
  };
}

const url = serviceWith(() => ({}));
const visit = visitorLike({ permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce" });

describe("a folder that is dropped", () => {
  const made = { folder: "" };
  beforeAll(() => {
    made.folder = join(mkdtempSync(join(tmpdir(), "folder-")), "Biology");
    for (const name of ["week 2", "week 10", ".git"]) mkdirSync(join(made.folder, name), { recursive: true });
    writeFileSync(join(made.folder, "week 2", "notes.md"), `${ENERGY} It is the second week.`);
    writeFileSync(join(made.folder, "week 10", "notes.md"), `${ENERGY} It is the tenth week.`);
    writeFileSync(join(made.folder, "week 10", "photo.png"), "not looked at");
    writeFileSync(join(made.folder, "readings.txt"), "Read the third chapter.");
    writeFileSync(join(made.folder, ".git", "config.txt"), "hidden");
  });
  afterAll(() => rmSync(join(made.folder, ".."), { recursive: true, force: true }));

  it("[W121] adds its documents to the class that it is dropped on, and tells once what was left out", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    await dropFolder(page, page.locator("main .drop"), made.folder);
    await page
      .getByRole("status")
      .getByText("3 documents are added. 1 hidden file was left out. 1 file of another kind was left out: .png")
      .waitFor();
    const [second, tenth] = ["Biology – week 2 – notes.md", "Biology – week 10 – notes.md"];
    for (const name of [second, tenth, "readings.txt"]) await row(page, name).getByText("Ready").waitFor();
    expect(await stored(page)).toEqual([tenth, second, "notes.txt", "readings.txt"]);

    // Once more, on the class in the list of classes: there is nothing new in it.
    await dropFolder(page, page.getByRole("link", { name: /^Biology 101/ }), made.folder);
    await page.getByText("3 files are already here").waitFor();
    await page.getByRole("button", { name: "Keep both" }).click();
    await page.getByText("This file is already in the class.").nth(2).waitFor();
    expect(await stored(page)).toHaveLength(4);
    expect(complaints).toEqual([]);
  });
});

describe("files that are added to a class", () => {
  it("[W81] are dropped together, each with its progress; one is cancelled, and leaves nothing", async () => {
    const { page, context, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    const slow = await context.newCDPSession(page);
    const speed = (uploadThroughput: number) =>
      slow.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await slow.send("Network.enable");
    // Slow enough that none has arrived when one is cancelled, however busy the machine is.
    await speed(20_000);
    const long = "Cells divide in four steps. ".repeat(80_000);
    const files = ["one", "two", "three", "four"].map((name) => text(`${name}.txt`, `${name} ${long}`));
    await dropFiles(page, files);
    await row(page, "four.txt").getByText("Waiting to be uploaded").waitFor();
    const bar = page.getByRole("progressbar", { name: "Uploading one.txt" });
    await expect
      .poll(() => bar.evaluate((element) => (element instanceof HTMLProgressElement ? element.value : 0)), {
        timeout: PATIENCE_MS,
      })
      .toBeGreaterThan(0);
    expect(await bar.getAttribute("aria-valuetext")).toMatch(/^Uploading · \d+% of 2\.\d MB$/);
    await page.getByRole("button", { name: "Cancel the upload of one.txt" }).click();
    await page.getByRole("button", { name: "Cancel the upload of four.txt" }).click();
    await row(page, "one.txt").waitFor({ state: "detached" });
    await speed(-1);
    for (const name of ["two.txt", "three.txt"]) await row(page, name).getByText("Ready").waitFor();
    expect(await stored(page)).toEqual(["notes.txt", "three.txt", "two.txt"]);
    expect(await page.locator(".document").count()).toBe(3);
    expect(complaints).toEqual([]);
  });

  it("[W81] say that the class has them already, under which name, and make no second document", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    await dropFiles(page, [{ ...notes, name: "copy.txt" }, text("twin 1.txt", "Twins."), text("twin 2.txt", "Twins.")]);
    await row(page, "copy.txt").getByText("This file is already in the class, as “notes.txt”.").waitFor();
    await page.getByText(/already in the class, as “twin [12]\.txt”/).waitFor();
    await page.getByText("2 files were already in the class.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Dismiss copy.txt" }).click();
    await row(page, "copy.txt").waitFor({ state: "detached" });
    expect(await stored(page)).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it("[W79] [W81] say why they could not be read, in the student's language, and another file takes the place", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [notes]);
    await dropFiles(page, [text("slides.pdf", "no PDF at all")]);
    const failed = row(page, "slides.pdf");
    await failed.getByText("What is in it is not what its name says.").waitFor();
    await page.getByRole("button", { name: "Guest: settings" }).click();
    await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
    await failed.getByText("Der Inhalt ist nicht das, was der Name sagt.").waitFor();
    await failed.locator("input").setInputFiles([text("better.txt", "The spindle separates the chromosomes.")]);
    await row(page, "better.txt").getByText("Bereit").waitFor();
    expect(await stored(page)).toEqual(["better.txt", "notes.txt"]);
  });
});

describe("a document of a class", () => {
  it("[W82] stands while a new version is read, is replaced by it, and says so to old answers", async () => {
    const { page, complaints } = visit();
    const ends = await holdEnds(page);
    await enterWithDocuments(page, url(), [notes]);
    const classUrl = page.url();
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What does respiration release?");
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    await page.waitForURL(/\/chat\/[0-9a-f]{32}$/);
    const chatUrl = page.url();
    await page.goto(classUrl);
    await row(page, "notes.txt").getByText("Ready").waitFor();
    ends.hold();
    await row(page, "notes.txt")
      .locator("input")
      .setInputFiles([text("notes 2.txt", "The spindle separates the chromosomes during anaphase.")]);
    await row(page, "notes.txt").getByText("New version being read").waitFor();
    await page.getByRole("progressbar", { name: "New version of notes.txt" }).waitFor();
    await page.getByRole("link", { name: "Ask about notes.txt" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    ends.release();
    await row(page, "notes 2.txt").getByText("Ready").waitFor();
    expect(await stored(page)).toEqual(["notes 2.txt"]);
    await page.goto(chatUrl);
    await answers(page).first().getByText("document changed").first().waitFor();
    expect(complaints).toEqual([]);
  });

  it("[W82] [W79] stands when its new version cannot be read, which says why until that is dismissed", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    await row(page, "notes.txt")
      .locator("input")
      .setInputFiles([text("notes 2.pdf", "no PDF at all")]);
    const one = row(page, "notes.txt");
    await one.getByText("The new version did not take its place.").waitFor();
    await one.getByText("What is in it is not what its name says.").waitFor();
    await one.getByText("Ready").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.reload();
    await one.getByRole("button", { name: "Dismiss" }).click();
    await one.getByText("did not take its place").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Ask about notes.txt" }).click();
    await ask(page, "What does respiration release?");
    await answers(page).first().getByText("energy in the mitochondria").first().waitFor();
    expect(complaints).toEqual([]);
  });

  it("[W82] says that a new version is the one that is here, and takes one back that is being read", async () => {
    const { page } = visit();
    const ends = await holdEnds(page);
    await enterWithDocuments(page, url(), [notes]);
    await page.getByLabel("Documents to add").setInputFiles([notes]);
    await page.getByRole("alertdialog").getByRole("button", { name: "Replace" }).click();
    await page.getByText("This is the version that is already here.").waitFor();
    await page.getByRole("button", { name: "Dismiss notes.txt" }).click();
    ends.hold();
    await row(page, "notes.txt")
      .locator("input")
      .setInputFiles([text("notes.txt", "Another text.")]);
    const asked = page.waitForRequest((request) => request.method() === "PATCH");
    await page.getByRole("button", { name: "Cancel the new version of notes.txt" }).click();
    expect((await asked).postDataJSON()).toEqual({ update: null });
    await page.getByRole("progressbar", { name: "New version of notes.txt" }).waitFor({ state: "detached" });
    await row(page, "notes.txt").getByText("Ready").waitFor();
  });

  it("[W84] is renamed and given a reference, which citations carry, and loses both again", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    const classUrl = page.url();
    await choose(page, "notes.txt", "Rename document");
    await page.getByLabel("Name of the document").fill("Lecture 3");
    await page.keyboard.press("Enter");
    await row(page, "Lecture 3").waitFor();
    await choose(page, "Lecture 3", "Bibliographic reference");
    await page.getByLabel("How this document is cited").fill("Ada Lovelace: Notes on cells (1843)");
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await row(page, "Lecture 3").getByText("Ada Lovelace: Notes on cells (1843)").waitFor();
    await page.getByRole("link", { name: "Ask about Lecture 3" }).click();
    await ask(page, "What does respiration release?");
    await answers(page).first().getByRole("button", { name: "Copy the answer" }).click();
    await page.getByRole("menuitem", { name: "Copy with sources" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Ada Lovelace: Notes on cells (1843)");
    await page.goto(classUrl);
    await choose(page, "Lecture 3", "Bibliographic reference");
    await page.getByLabel("How this document is cited").fill("");
    await page.keyboard.press("Enter");
    await page.getByText("Ada Lovelace").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it("[W83] is hidden when it is deleted and comes back; what is asked next does not find what did not", async () => {
    const { page, complaints } = visit();
    await holdUndo(page);
    const other = text("other.txt", "The spindle separates the chromosomes during anaphase.");
    await enterWithDocuments(page, url(), [notes, other]);
    const classUrl = page.url();
    await choose(page, "notes.txt", "Delete");
    await row(page, "notes.txt").waitFor({ state: "detached" });
    await page.getByText("“notes.txt” was deleted.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await stored(page)).toEqual(["notes.txt", "other.txt"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "notes.txt").getByText("Ready").waitFor();

    const deleted = page.waitForResponse((response) => response.request().method() === "DELETE");
    await choose(page, "notes.txt", "Delete");
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "What does respiration release in the mitochondria?");
    expect((await deleted).status()).toBe(202);
    await page.getByText("Your documents do not answer this").waitFor();
    await page.goto(classUrl);
    await row(page, "other.txt").waitFor();
    expect(await page.locator(".document").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("[W83] that is deleted and added again at once is there, and one is gone when the page is left", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), [notes]);
    await choose(page, "notes.txt", "Delete");
    await row(page, "notes.txt").waitFor({ state: "detached" });
    await dropFiles(page, [notes]);
    await row(page, "notes.txt").getByText("Ready").waitFor();
    expect(await page.getByText("already in the class").count()).toBe(0);
    expect(await stored(page)).toEqual(["notes.txt"]);
    await choose(page, "notes.txt", "Delete");
    await row(page, "notes.txt").waitFor({ state: "detached" });
    await page.reload();
    await page.getByText("No documents yet.").waitFor();
  });
});

describe("an archive of documents", () => {
  it("[W100] comes apart, and tells what did not come out and why until that is dismissed", async () => {
    const { page, complaints } = visit();
    await enterWithDocuments(page, url(), [notes]);
    const bytes = zipOf([
      { name: "week 1/cells.md", data: "# Cells\n\nThe membrane holds what the cell needs." },
      { name: "week 1/tissue.md", data: "# Tissue\n\nTissues are made of cells." },
      { name: "photo.png", data: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) },
      { name: "more.zip", data: zipOf([{ name: "a.txt", data: "Inner." }]) },
    ]);
    await dropFiles(page, [{ name: "course.zip", mimeType: "application/zip", buffer: Buffer.from(bytes) }]);
    const told = page.locator(".document").filter({ hasText: "course.zip was unpacked." });
    await told.getByText("2 documents were taken out of it.").waitFor();
    await told.getByText("2 files were left out").click();
    await told.getByText("photo.png").waitFor();
    await told.getByText("This is a picture.").waitFor();
    await told.getByText("This is an archive in an archive.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    for (const name of ["cells.md", "tissue.md"]) await row(page, name).getByText("Ready").waitFor();
    await page.reload();
    await told.getByText("2 files were left out").waitFor();
    await page.getByRole("button", { name: "Dismiss course.zip" }).click();
    await told.waitFor({ state: "detached" });
    await page.reload();
    await row(page, "cells.md").getByText("Ready").waitFor();
    expect(await told.count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
