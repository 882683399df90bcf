/** What a student does every day, and what may come in between. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HeldModel, startHeldModel } from "../support/held-model.ts";
import { holdUndo } from "../support/hold-undo.ts";
import { anotherBrowser, answers, ask, box, enterWithDocuments, serviceWith, visitorLike } from "../support/visit.ts";
import { WALK_ANSWER } from "../support/walk.ts";

const NOTES = "# Cells\n\nThe membrane holds what the cell needs. Respiration releases energy in the mitochondria.\n";
const notes = [{ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(NOTES) }];

let model: HeldModel;
beforeAll(async () => {
  model = await startHeldModel({ text: WALK_ANSWER, holdAfter: 40 });
});
afterAll(() => model.close());
const url = serviceWith(() => ({ OPENAI_API_KEY: "test", OPENAI_BASE_URL: model.url, GUEST_CHATS_PER_MONTH: "4" }));
const running = "Answer, being written";

describe("a student's every day", () => {
  const visit = visitorLike({ permissions: ["clipboard-read", "clipboard-write"] });

  it("[W71] reads with versions, a comparison, an edit whose old branch stays, reactions and copies", async () => {
    const { page, complaints } = visit();
    model.release();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).click();
    await answer.getByRole("button", { name: "Good answer", pressed: true }).waitFor();
    await answer.getByRole("button", { name: "Poor answer" }).click();
    await answer.getByRole("button", { name: "Poor answer", pressed: true }).waitFor();
    expect(await answer.getByRole("button", { name: "Good answer", pressed: true }).count()).toBe(0);

    await answer.getByRole("button", { name: "Copy the answer" }).click();
    await page.getByRole("menuitem", { name: "Copy as Markdown" }).click();
    await page.getByText("Copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("**two places** [1]");
    expect(copied).toMatch(/\*\*\[1\]\*\* Cells, p\. 1.*\n\n {2}> /);

    await answer.getByRole("button", { name: "Answer again" }).click();
    await answer.getByText("2/2").waitFor();
    await answer.getByRole("button", { name: "Compare versions" }).click();
    await page.getByText("Both versions say the same, word for word.").waitFor();

    await page.getByRole("button", { name: "Edit this question" }).click();
    const edit = page.getByRole("textbox", { name: "Change your question" });
    await edit.fill("What does the membrane hold?");
    await edit.press("Enter");
    await page.getByText("What does the membrane hold?").first().waitFor();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    expect(await answers(page).count()).toBe(1);
    await page.getByRole("button", { name: "Previous version of this question" }).click();
    await page.getByRole("article", { name: "Your question" }).getByText("Where is energy released?").waitFor();
    await answers(page).first().getByText("2/2").waitFor();
    expect(complaints).toEqual([]);
  });

  it("[W8] [W62] [W76] stays where it is when another version of a question takes over, and names a guide by what was asked", async () => {
    const { page, complaints } = visit();
    model.release();
    await page.setViewportSize({ width: 1280, height: 480 });
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    await ask(page, "Make a study guide of the cell");
    await answers(page).nth(1).getByRole("link", { name: "Open as document" }).click();
    await page.getByRole("heading", { level: 1, name: "Make a study guide of the cell" }).waitFor();
    expect(await page.title()).toContain("Make a study guide of the cell");
    await page.getByRole("link", { name: "To the chat" }).click();

    const first = page.getByRole("article", { name: "Your question" }).first();
    await first.getByRole("button", { name: "Edit this question" }).click();
    const edit = page.getByRole("textbox", { name: "Change your question" });
    await edit.fill("What does the membrane hold?");
    await edit.press("Enter");
    await first.getByText("What does the membrane hold?").waitFor();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    const back = first.getByRole("button", { name: "Previous version of this question" });
    await back.scrollIntoViewIfNeeded();
    const top = async () => Math.round((await first.boundingBox())?.y ?? Number.NaN);
    const before = await top();
    await back.press("Enter");
    await first.getByText("Where is energy released?").waitFor();
    await answers(page).nth(1).waitFor();
    await expect.poll(top).toBe(before);
    const on = first.getByRole("button", { name: "Next version of this question" });
    await expect.poll(() => on.evaluate((button) => button.matches(":focus"))).toBe(true);
    await page.keyboard.press("Enter");
    await first.getByText("What does the membrane hold?").waitFor();
    await expect.poll(top).toBe(before);
    // What is there for screen readers alone makes no room to scroll the whole page into.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBe(480);
    expect(complaints).toEqual([]);
  });

  it("[W72] is told when all questions are used, from when on there are more, and keeps what was typed", async () => {
    const { page } = visit();
    model.release();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    for (let asked = 1; asked <= 4; asked++) {
      await ask(page, `Question number ${asked}?`);
      await answers(page)
        .nth(asked - 1)
        .getByRole("button", { name: "Good answer" })
        .waitFor();
    }
    await page.getByText(/^All 4 questions of this month are used$/).waitFor();
    await page.getByText(/They renew on \w+ 1\./).waitFor();
    await ask(page, "One more?");
    await expect.poll(() => page.getByRole("button", { name: "Send the question" }).isDisabled()).toBe(true);
    expect(await box(page).inputValue()).toBe("One more?");
    expect(await answers(page).count()).toBe(4);
  });

  it("[W73] signs in again where a session has ended, in the same place, with the draft in the box", async () => {
    const { page, context } = visit();
    await enterWithDocuments(page, url(), notes);
    await page.goto(url());
    await box(page).fill("A question that is not finished");
    await context.clearCookies();
    await page.getByRole("button", { name: "New class" }).click();
    await page.getByLabel("Name of the class").fill("Chemistry");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Your session has ended.").waitFor();
    const address = page.url();
    await page.getByRole("button", { name: "Continue as guest" }).click();
    await box(page).waitFor();
    expect(page.url()).toBe(address);
    await expect.poll(() => box(page).inputValue()).toBe("A question that is not finished");
    // Somebody else is here now: nothing of the former is shown.
    expect(await page.getByText("Biology 101").count()).toBe(0);
  });

  it("[W74] sees nothing of another student, and that one nothing of theirs", async () => {
    const { page } = visit();
    model.release();
    await enterWithDocuments(page, url(), notes);
    const classUrl = page.url();
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    await page.waitForURL(/\/chat\//);
    const other = await anotherBrowser();
    await other.goto(url());
    await other.getByRole("button", { name: "Continue as guest" }).click();
    await other.getByRole("button", { name: "Make the first class" }).waitFor();
    await other.goto(page.url());
    await other.getByRole("heading", { name: "This chat is not here" }).waitFor();
    await other.goto(classUrl);
    await other.getByRole("heading", { name: "This class is not here" }).waitFor();
    expect(await other.getByText(/Biology|energy/).count()).toBe(0);
    await other.context().close();
  });

  it("[W75] has the same chat live in two tabs, and an answer goes on behind a sleeping one", async () => {
    const { page, context } = visit();
    model.hold();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    await page.waitForURL(/\/chat\//);
    const tab = await context.newPage();
    await tab.goto(page.url());
    await tab.getByRole("article", { name: running }).getByText("two places").waitFor();
    const sleeping = await context.newCDPSession(page);
    await sleeping.send("Page.setWebLifecycleState", { state: "frozen" });
    model.release();
    await answers(tab).first().getByRole("button", { name: "Good answer" }).click();
    await sleeping.send("Page.setWebLifecycleState", { state: "active" });
    await answers(page).first().getByRole("button", { name: "Good answer", pressed: true }).waitFor();
    const text = (one: typeof page) => answers(one).first().locator(".prose").innerText();
    await expect.poll(() => text(page)).toBe(await text(tab));
    await tab.close();
  });

  it("[W65] loses no question to a reload before it was acknowledged, and asks it once", async () => {
    const { page } = visit();
    model.release();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    let swallowed = 0;
    await page.routeWebSocket(/\/chats\/.*socket/, (line) => {
      const server = line.connectToServer();
      line.onMessage((text) => {
        if (swallowed === 0 && String(text).includes("chat-ask")) swallowed += 1;
        else server.send(text);
      });
    });
    await page.reload();
    await ask(page, "Where is energy released?");
    await page.getByRole("article", { name: "Your question, being sent" }).waitFor();
    await expect.poll(() => swallowed).toBe(1);
    await page.reload();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    expect(await page.getByRole("article", { name: "Your question" }).count()).toBe(1);
    await page.getByTestId("quota").getByText("1 / 4").waitFor();
    await page.reload();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    expect(await answers(page).count()).toBe(1);
  });

  it("[W63] takes a deleted chat back, and one that was not is gone after the page was left", async () => {
    const { page } = visit();
    await holdUndo(page);
    model.release();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    await page.waitForURL(/\/chat\//);
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    const row = page.locator(".day .side-row").first();
    const remove = async () => {
      await row.hover();
      await row.getByRole("button").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByText("Chat deleted.").waitFor();
    };
    await remove();
    await expect.poll(() => row.count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await answers(page).first().getByRole("button", { name: "Good answer" }).waitFor();
    await remove();
    await page.reload();
    await page.getByText("Your chats will be listed here.").waitFor();
  });

  it("[W120] [W63] renames, saves and deletes a chat from the list and from above its messages, by the keyboard too", async () => {
    const { page, complaints } = visit();
    await holdUndo(page);
    model.release();
    await enterWithDocuments(page, url(), notes);
    await page.getByRole("link", { name: "Ask this class" }).click();
    await ask(page, "Where is energy released?");
    await page.waitForURL(/\/chat\//);
    const good = answers(page).first().getByRole("button", { name: "Good answer" });
    await good.waitFor();
    const above = page.getByRole("button", { name: "More for this chat" });
    const choose = (item: string) => page.getByRole("menuitem", { name: item }).press("Enter");
    const rename = async (title: string) => {
      await choose("Rename");
      await page.getByLabel("Title").fill(title);
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
    };
    await above.press("Enter");
    await rename("Energy");
    const inList = page.getByRole("button", { name: "More for Energy" });
    await inList.press("Enter");
    await rename("Energy of cells");
    for (const button of [above, page.getByRole("button", { name: "More for Energy of cells" })]) {
      await button.press("Enter");
      await page.getByRole("menuitem", { name: "Save as Markdown" }).waitFor();
      await choose("Delete");
      await page.getByText("Chat deleted.").waitFor();
      await page.getByText("Your chats will be listed here.").waitFor();
      await page.getByRole("heading", { name: "What would you like to understand?" }).waitFor();
      // Whoever goes on with the keyboard is in the page and not at its beginning.
      await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);
      await page.getByRole("button", { name: "Undo" }).press("Enter");
      await good.waitFor();
    }
    // One that is not open takes its row's focus along.
    await page.getByRole("link", { name: "New chat" }).click();
    await page.getByRole("heading", { name: "What would you like to understand?" }).waitFor();
    await page.getByRole("button", { name: "More for Energy of cells" }).press("Enter");
    await choose("Delete");
    await page.getByText("Your chats will be listed here.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Chats");
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await page.getByRole("link", { name: "Energy of cells" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("[W64] changes over to a newer page at a quiet moment, and not while something is typed", async () => {
    const { page } = visit();
    await enterWithDocuments(page, url(), notes);
    await page.goto(url());
    await box(page).fill("Something is typed");
    await page.route("**/api/v1/**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "x-worker-version": "the next one" } });
    });
    await page.route(`${url()}/`, async (route) => {
      if (route.request().isNavigationRequest()) return route.fallback();
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll("/assets/page-", "/assets/next-") });
    });
    await page.getByRole("button", { name: "Documents of Biology 101" }).click();
    await page.getByText("There is a newer version of this page.").waitFor();
    await page.evaluate(() => Reflect.set(globalThis, "isOld", true));
    const isOld = () => page.evaluate(() => Reflect.get(globalThis, "isOld") === true);
    // The tab is looked at and something is typed: nothing moves by itself.
    expect(await isOld()).toBe(true);
    await page.getByRole("link", { name: /^Biology 101/ }).click();
    await expect.poll(isOld).toBe(false);
    await page.getByRole("heading", { name: "Biology 101" }).waitFor();
    await page.goBack();
    await expect.poll(() => box(page).inputValue()).toBe("Something is typed");
  });
});

describe("a student without a mouse", () => {
  const visit = visitorLike({});

  it("[W76] comes from the door to a cited page and back with the keyboard alone", async () => {
    const { page, complaints } = visit();
    model.release();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      );
    const tabTo = async (name: string | RegExp) => {
      for (let steps = 0; steps < 60; steps++) {
        const at = await focused();
        if (typeof name === "string" ? at === name : name.test(at)) {
          // What has the focus shows it.
          const ring = await page.evaluate(
            () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
          );
          expect(ring, at).not.toBe("none");
          return;
        }
        await page.keyboard.press("Tab");
      }
      throw new Error(`nothing called ${name} gets the focus`);
    };
    await page.goto(url());
    await page.getByRole("button", { name: "Try it with a sample class" }).waitFor();
    await tabTo("Try it with a sample class");
    await page.keyboard.press("Enter");
    const answer = answers(page).first();
    await answer.getByRole("button", { name: "Good answer" }).waitFor();
    await page.waitForURL(/\/chat\//);
    await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : null));
    await page.keyboard.press("Tab");
    await tabTo(/^Source 1: /);
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Source" });
    await panel.locator("mark").first().waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await expect.poll(focused).toMatch(/^Source 1: /);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await expect.poll(focused).toBe("Your question");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Go to" }).waitFor();
    await page.keyboard.type("sample");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Learning to learn (sample)" }).waitFor();
    expect(complaints).toEqual([]);
  });
});
