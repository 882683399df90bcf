/**
 * A walk through everything that the page shows, in any of its languages: the same for the pictures that somebody looks at and
 * for the check of every state by axe. `at` is called in each state, with its name.
 */
import type { Locator, Page, Request } from "playwright-core";
import type { Document } from "../../src/protocol.ts";
import type { Language } from "../../web/text/languages.ts";
import type { Text } from "../../web/text/text.ts";
import type { HeldModel } from "./held-model.ts";
import { holdUndo } from "./hold-undo.ts";
import { tinyPdf } from "./tiny-pdf.ts";
import { zipOf } from "./tiny-zip.ts";
import { wordsIn } from "./words.ts";

/** What the service of a walk is started with, beside the model's address: few questions, so that they run out. */
export const WALK_VARS = { OPENAI_API_KEY: "test", GUEST_CHATS_PER_MONTH: "4" };

const NOTES = `# Cell biology

Mitochondria release energy by respiration. The inner membrane holds the respiratory chain.

## Plants

The light reactions of photosynthesis take place in the thylakoid membranes of the chloroplast.
`;

/** What the model of a walk writes: a bit of everything that an answer may hold. */
export const WALK_ANSWER = `Cells get their energy in **two places** [1].

## Where it happens

1. In the mitochondria, by *respiration* [1].
2. In plants also in the chloroplast, where light is used [2].

| Organelle | Process | Membrane |
|---|---|---|
| Mitochondrion | respiration | inner |
| Chloroplast | photosynthesis | thylakoid |

\`\`\`js
const energy = glucose + oxygen;
\`\`\`

> The inner membrane holds the respiratory chain.

## What to remember

- Respiration releases energy; photosynthesis stores it [2]. See [the textbook](https://books.example.org/cells).
- Both need a membrane that ions cannot cross freely.
`;

/** The class while much is going on in it, and what stays of that. */
async function workOnDocuments(page: Page, { t, at }: { t: Text; at: (name: string) => Promise<void> }) {
  const files = page.getByLabel(t("class.chooseLabel"), { exact: true });
  const rows = page.locator(".document");
  const isList = (request: Request) => request.method() === "GET" && /\/documents$/.test(request.url());
  await page.route("**/documents*", async (route) => {
    // An upload that stays under way until it is cancelled.
    if (route.request().method() === "POST") return;
    if (!isList(route.request())) return route.fallback();
    const response = await route.fetch();
    const { documents }: { documents: Document[] } = await response.json();
    await route.fulfill({ response, json: { documents: [...underWay(documents), ...documents] } });
  });
  await page.reload();
  await rows.getByRole("progressbar").first().waitFor();
  const waiting = ["week 1.pdf", "week 2.pdf", "week 3.pdf"].map((name) => ({
    name,
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7"),
  }));
  await files.setInputFiles(waiting);
  await rows.filter({ hasText: "week 3.pdf" }).getByRole("button").waitFor();
  await at("class-working");
  for (const { name } of waiting) await page.getByRole("button", { name: t("upload.cancel", { name }) }).click();
  await page.unroute("**/documents*");
  await page.reload();

  await files.setInputFiles([
    { name: "the same.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
    { name: "course.zip", mimeType: "application/zip", buffer: Buffer.from(zipOf(COURSE)) },
  ]);
  await page.getByText(t("archive.out", { count: 1 })).waitFor();
  await page.locator(".skipped summary").click();
  await rows.filter({ hasText: "notes.md" }).last().locator("input").setInputFiles(NO_PDF);
  await page.locator(".update-failed").waitFor();
  await at("class-told");
  await page.locator(".update-failed").getByRole("button").click();
  await page.locator(".update-failed").waitFor({ state: "detached" });
  for (const name of ["the same.md", "course.zip"]) {
    await page.getByRole("button", { name: t("upload.dismiss", { name }) }).click();
  }
}

const NO_PDF = [{ name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("no PDF at all") }];
const COURSE = [
  { name: "week 4.md", data: "# Enzymes\n\nAn enzyme lowers the energy that a reaction needs to begin." },
  { name: "photo.png", data: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) },
  { name: "more.zip", data: zipOf([{ name: "a.txt", data: "Inner." }]) },
];

/** Documents as the service tells of them while it works, each in another state. */
function underWay([one]: readonly Document[]): Document[] {
  if (!one) throw new Error("there is no document yet");
  const states: (Partial<Document> & { name: string })[] = [
    { name: "textbook.pdf", status: "processing", pages: 500, pagesRead: 120, progress: 0.192 },
    { name: "lecture notes.pdf", status: "processing", pages: 40, pagesRead: 40, progress: 0.87 },
    { name: "all slides.zip", status: "processing", pages: null, unpacking: { taken: 3, of: 12 }, progress: 0.25 },
    { name: "readings.docx", status: "queued", progress: 0 },
    { name: "syllabus.pdf", pages: 3, update: { progress: 0.4, error: null, pages: 8, pagesRead: 4 } },
    { name: "scan.pdf", status: "failed", error: "It is a scan.", code: "scan" },
    {
      name: "from a newer service.pdf",
      status: "failed",
      error: "It is of a kind unknown here.",
      code: "unknown-here",
    },
  ];
  return states.map((state, index) => ({ ...one, error: null, id: `${index}`.repeat(32), ...state }));
}

type Look = { t: Text; at: (name: string) => Promise<void> };

/** The middle of the page where its code cannot be fetched, and then the page again. */
async function seeFailure(page: Page, { t, at }: Look) {
  const code = "**/assets/guide-page-*";
  await page.route(code, (route) => route.abort());
  await page.reload();
  await page.getByText(t("region.failed", { name: t("region.page") })).waitFor();
  await at("region-failed");
  await page.unroute(code);
  await page.reload();
}

/**
 * The page while a newer one is served, each of whose answers comes from a version of its own, and then the page again.
 * `last`: what the page shows when all of it is there.
 */
async function seeNewer(page: Page, { url, last, t, at }: Look & { url: string; last: Locator }) {
  let version = 0;
  const answers = "**/api/v1/**";
  await page.route(answers, async (route) => {
    const response = await route.fetch();
    version += 1;
    await route.fulfill({ response, headers: { ...response.headers(), "x-worker-version": `version ${version}` } });
  });
  const start = `${url}/`;
  await page.route(start, async (route) => {
    if (route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll("/assets/page-", "/assets/next-") });
  });
  await page.reload();
  await page.getByText(t("newer.text")).waitFor();
  await last.waitFor();
  await at("newer");
  await page.unroute(answers);
  await page.unroute(start);
  await page.reload();
}

/** `isPhone`: narrow, and it can be touched. */
export type Walker = { page: Page; url: string; model: HeldModel; language: Language; isPhone: boolean };

/** Goes through all of it; the page is new, and nobody has signed in. */
export async function walk({ page, url, model, language, isPhone }: Walker, at: (name: string) => Promise<void>) {
  const { t } = wordsIn(language);
  const button = (name: string, exact = true) => page.getByRole("button", { name, exact });
  const menu = async () => {
    if (isPhone) await button(t("side.openMenu")).click();
  };
  const leaveMenu = async () => {
    if (isPhone) await page.keyboard.press("Escape");
  };
  const box = page.getByRole("textbox", { name: t("composer.label") });
  const ask = async (question: string) => {
    await box.fill(question);
    await box.press("Enter");
  };
  const finished = page.getByRole("article", { name: t("answer.label"), exact: true });

  await holdUndo(page);
  await page.goto(url);
  await button(t("door.sample")).waitFor();
  await at("door");
  await button(t("door.guest")).click();
  await button(t("welcome.firstClass")).waitFor();
  await at("welcome-first");
  await button(t("welcome.firstClass")).click();
  await page.getByLabel(t("class.name")).fill("Biology 101");
  await at("dialog-name");
  await button(t("action.create")).click();
  await page.getByRole("heading", { name: "Biology 101" }).waitFor();
  await at("class-empty");
  await page.getByLabel(t("class.chooseLabel"), { exact: true }).setInputFiles([
    { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) },
    {
      name: "slides of the second lecture.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from(tinyPdf(["Course overview.", "The light reactions take place in the thylakoid membranes."])),
    },
    { name: "broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 nothing") },
  ]);
  await page.locator('.document[data-status="ready"]').nth(1).waitFor();
  await page.locator('.document[data-status="failed"]').waitFor();
  await at("class");
  await page.getByRole("main").getByRole("link", { name: "slides of the second lecture.pdf", exact: true }).click();
  await page.locator('.pdf-page[data-index="0"][data-shown="drawn"]').waitFor();
  await at("document");
  await page.goBack();
  await page.getByRole("heading", { name: "Biology 101" }).waitFor();
  await button(t("action.more", { name: "notes.md" })).click();
  await page.getByRole("menuitem").first().waitFor();
  await at("class-menu");
  await page.getByRole("menuitem", { name: t("action.delete") }).click();
  await button(t("action.undo")).waitFor();
  await at("document-deleted");
  await button(t("action.undo")).click();
  await page.locator('.document[data-status="ready"]').nth(1).waitFor();
  await page
    .getByLabel(t("class.chooseLabel"), { exact: true })
    .setInputFiles([{ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(`${NOTES}\nMore.`) }]);
  await button(t("same.replace")).waitFor();
  await at("dialog-same-name");
  await button(t("action.cancel")).click();
  await workOnDocuments(page, { t, at });
  await page.getByRole("link", { name: t("class.ask") }).click();
  await page.getByRole("heading", { name: t("welcome.askClass", { name: "Biology 101" }) }).waitFor();
  await at("chat-new");
  await button(t("scope.choose", { name: "Biology 101" })).click();
  await page.getByRole("option").nth(2).waitFor();
  await at("scope-list");
  await page.keyboard.press("Escape");

  model.hold();
  await ask("Where do cells get their energy?");
  const running = page.getByRole("article", { name: t("answer.running") });
  await running.getByText(t("stage.writing")).waitFor();
  await at("answer-stages");
  model.release();
  await finished.getByRole("button", { name: t("answer.good") }).waitFor();
  await finished.locator("button.chip").first().waitFor();
  await at("answer");
  await button(t("chat.menu")).click();
  await page.getByRole("menuitem", { name: t("action.delete") }).waitFor();
  await at("chat-menu");
  await page.keyboard.press("Escape");
  await page.getByRole("menuitem").first().waitFor({ state: "detached" });
  await finished.locator("button.chip").first().hover();
  await page.locator(".source-card").waitFor();
  await at("source-card");
  await page.mouse.move(0, 0);
  await finished.locator(".source-chips > li").last().getByRole("button").click();
  await finished.locator(".passage details").first().waitFor();
  await at("answer-passages");
  const chip = finished.locator("button.chip").first();
  await (isPhone ? chip.tap() : chip.click());
  await page.locator(".panel .panel-head").waitFor();
  await at("source");
  await page.keyboard.press("Escape");
  await finished.getByRole("button", { name: t("answer.again") }).click();
  await finished.getByText("2/2").waitFor();
  await finished.getByRole("button", { name: t("versions.compare") }).click();
  await page.getByText(t("versions.same")).waitFor();
  await at("versions");
  await button(t("versions.close")).click();
  await finished.getByRole("button", { name: t("answer.copy") }).click();
  await page.getByRole("menuitem", { name: t("copy.markdown") }).waitFor();
  await at("copy-menu");
  await page.keyboard.press("Escape");
  await finished.getByRole("link", { name: "the textbook" }).click();
  await page.getByRole("dialog").waitFor();
  await at("dialog-leave");
  await button(t("markdown.stay")).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button(t("question.edit")).click();
  await page.getByRole("textbox", { name: t("question.editLabel") }).waitFor();
  await at("edit");
  await button(t("action.cancel")).click();

  await menu();
  await page.getByRole("button", { name: t("side.documentsOf", { name: "Biology 101" }) }).click();
  await page.locator(".side-documents .side-link").nth(2).waitFor();
  await at("side");
  await button(t("settings.label", { name: t("side.guest") })).click();
  await page.getByRole("menuitemradio").first().waitFor();
  await at("settings");
  await page.getByRole("menuitem", { name: t("shortcuts.title") }).click();
  await page.getByRole("dialog").waitFor();
  await at("shortcuts");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await leaveMenu();
  await page.keyboard.press("Control+k");
  await page.getByRole("option").nth(1).waitFor();
  await at("quick-switch");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.context().setOffline(true);
  await page.getByText(t("link.offline")).waitFor();
  await at("offline");
  await page.context().setOffline(false);
  await page.getByText(t("link.offline")).waitFor({ state: "detached" });
  await ask("Make a study guide of the most important ideas");
  await page.getByRole("link", { name: t("guide.open") }).click();
  await page.getByRole("navigation", { name: t("guide.contents") }).waitFor();
  await page.locator(".guide button.chip").first().waitFor();
  await at("guide");
  await page.emulateMedia({ media: "print" });
  await at("guide-print");
  await page.emulateMedia({ media: null });
  await seeFailure(page, { t, at });
  await page.locator(".guide button.chip").first().waitFor();
  await page.getByRole("link", { name: t("guide.back") }).click();
  await seeNewer(page, { url, last: finished.nth(1).getByRole("button", { name: t("answer.good") }), t, at });
  await finished
    .nth(1)
    .getByRole("button", { name: t("answer.good") })
    .waitFor();
  model.hold();
  await ask("Who discovered the mitochondria?");
  await running.getByText(t("stage.writing")).waitFor();
  await button(t("composer.stop")).click();
  await page.locator(".failure").waitFor();
  await at("not-answered");
  model.release();
  await ask("What is stored by photosynthesis?");
  await page.locator(".notice").waitFor();
  await finished
    .nth(2)
    .getByRole("button", { name: t("answer.good") })
    .waitFor();
  await at("used-up");
  await menu();
  const row = page.locator(".day .side-row").first();
  await row.hover();
  await row.getByRole("button").click();
  await page.getByRole("menuitem", { name: t("action.delete") }).click();
  await page.getByText(t("chats.deleted")).waitFor();
  await leaveMenu();
  await at("chat-deleted");
  await page.getByRole("button", { name: t("action.undo") }).click();
  await page.goto(`${url}/chat/0123456789abcdef0123456789abcdef`);
  await page.getByRole("heading", { name: t("chat.gone") }).waitFor();
  await at("chat-gone");
  await page.goto(`${url}/class/0123456789abcdef0123456789abcdef`);
  await page.getByRole("heading", { name: t("class.gone") }).waitFor();
  await at("class-gone");
  await page.route("**/api/v1/me", (route) => route.abort());
  await page.goto(url);
  await button(t("action.retry")).waitFor();
  await at("unreachable");
  await page.unroute("**/api/v1/me");
  await button(t("action.retry")).click();
  await box.waitFor();
  await page.context().clearCookies();
  await menu();
  await button(t("side.newClass")).click();
  await page.getByLabel(t("class.name")).fill("Chemistry");
  await button(t("action.create")).click();
  await page.getByText(t("door.ended")).waitFor();
  await at("door-ended");
}
