/** What leaves the page or is lost with it: copies, exports, deletions, reloads. */
import { describe, expect, it } from "vitest";
import type { Chat } from "../../../src/protocol.ts";
import { answerAsMarkdown, referenceLine, sourcesAsText } from "../../../web/state/copy-text.ts";
import { byDay } from "../../../web/state/day-groups.ts";
import { chatAsMarkdown, fileNameOf } from "../../../web/state/export-chat.ts";
import { Freshness, scriptIn } from "../../../web/state/freshness.ts";
import { readQuestion } from "../../../web/state/kept-question.ts";
import { Removals, UNDO_MS } from "../../../web/state/removals.ts";
import { wordDiff } from "../../../web/state/word-diff.ts";
import { wordsIn } from "../../support/words.ts";
import { answer, chat, citation, question } from "./shapes.ts";

const words = wordsIn("en");
const { t } = words;
const cited = answer("a1", "t1", {
  content: "Light drives it [1], twice [2].",
  citations: [
    citation,
    { ...citation, number: 2, reference: "Ada, *On Light* (1843)", pageLabel: "xii", verified: false, stale: true },
  ],
});

describe("an answer that is copied", () => {
  it("[W62] names every source with document, page and quote, and what speaks against relying on it", () => {
    expect(sourcesAsText(t, cited.citations)).toBe(
      "Sources\n[1] Notes.md, p. 2: “light reactions”\n[2] Ada, *On Light* (1843), p. xii: “light reactions” (not verified, document changed)",
    );
    expect(sourcesAsText(t, [])).toBe("");
  });

  it("[W62] as Markdown is its text with its sources, whose names change nothing in it", () => {
    const markdown = answerAsMarkdown(t, cited);
    expect(
      markdown.startsWith("Light drives it [1], twice [2].\n\n**Sources**\n\n- **[1]** Notes.md, p. 2\n\n  > light"),
    ).toBe(true);
    expect(markdown).toContain("Ada, \\*On Light\\* (1843), p. xii (not verified");
    expect(answerAsMarkdown(t, answer("a", "t", { content: "Plain.\n\n" }))).toBe("Plain.\n");
    expect(referenceLine(wordsIn("de").t, citation)).toBe("Notes.md, S. 2");
    expect(referenceLine(t, { ...citation, reference: "Ada (1843). On Light." })).toBe("Ada (1843). On Light, p. 2");
  });
});

describe("a chat that is exported", () => {
  it("[W62] has every question as a heading, its answer with its sources, and says what was not answered", () => {
    const text = chatAsMarkdown(words, "Light", [question("q1", { content: "What\nis it?" }), cited, question("q2")]);
    expect(text.startsWith("# Light\n\n## What is it?\n\nLight drives it [1]")).toBe(true);
    expect(text).toMatch(/## question q2\n\n\*.+\*\n$/);
  });

  it("[W62] becomes a file whose name any system takes", () => {
    expect(fileNameOf('a/b:c*"?<>|\n.md', "md")).toBe("a b c md.md");
    expect(fileNameOf("///", "md")).toBe("chat.md");
    expect([...fileNameOf("光".repeat(100), "md")].length).toBe(63);
  });
});

describe("a chat that is deleted", () => {
  const made = () => {
    const log: [string, boolean][] = [];
    const timers = new Map<number, () => void>();
    const answers: (() => void)[] = [];
    const removals = new Removals<Chat>({
      soon: (run) => run(),
      setTimer: (run, ms) => {
        expect(ms).toBe(UNDO_MS);
        timers.set(timers.size + 1, run);
        return timers.size;
      },
      clearTimer: (timer) => timers.delete(Number(timer)),
      remove: ({ id }, leaving) => {
        log.push([id, leaving]);
        return new Promise((answer) => answers.push(answer));
      },
    });
    const answered = async () => {
      for (const answer of answers) answer();
      await Promise.resolve();
      await Promise.resolve();
    };
    return { log, timers, removals, answered, ids: () => removals.state.get().map(({ id }) => id) };
  };
  const other: Chat = { ...chat, id: "c2" };

  it("[W63] is hidden at once, sent only when its time is over, and hidden until that was answered", async () => {
    const { log, timers, removals, answered, ids } = made();
    removals.begin(chat);
    removals.begin(chat);
    removals.begin(other);
    expect([ids(), log]).toEqual([["c1", "c2"], []]);
    timers.get(1)?.();
    expect([ids(), log]).toEqual([["c1", "c2"], [["c1", false]]]);
    removals.begin(chat);
    expect(removals.undo("c1")).toBe(false);
    await answered();
    expect([ids(), log]).toEqual([["c2"], [["c1", false]]]);
  });

  it("[W63] is back when it is taken back, and nothing is ever sent", () => {
    const { log, timers, removals, ids } = made();
    removals.begin(chat);
    removals.begin(other);
    expect(removals.undo("c2")).toBe(true);
    expect([ids(), timers.size]).toEqual([["c1"], 1]);
    expect(removals.undo("c1")).toBe(true);
    expect(removals.undo("c1")).toBe(false);
    expect([ids(), timers.size, log]).toEqual([[], 0, []]);
  });

  it("[W63] is sent with the page's last breath when that is left before", async () => {
    const { log, removals, answered, ids } = made();
    removals.begin(chat);
    removals.begin(other);
    removals.leave();
    removals.leave();
    expect(log).toEqual([
      ["c1", true],
      ["c2", true],
    ]);
    await answered();
    expect(ids()).toEqual([]);
  });

  it("[W83] is sent at once when what is done next must not find it, and that waits for it", async () => {
    const { log, timers, removals, answered, ids } = made();
    removals.begin(chat);
    const order: string[] = [];
    const finishing = removals.finish()?.then(() => order.push("finished"));
    expect([log, timers.size]).toEqual([[["c1", false]], 0]);
    await Promise.resolve();
    order.push("later");
    await answered();
    await finishing;
    expect([order, ids()]).toEqual([["later", "finished"], []]);
    expect(removals.finish()).toBeNull();
    removals.begin(other);
    timers.get(1)?.();
    // One that is on its way already is waited for too.
    expect(removals.finish()).not.toBeNull();
    expect(log).toHaveLength(2);
  });
});

describe("a newer page", () => {
  const html = (name: string) =>
    `<script src="/assets/boot-1.js"></script><script type="module" crossorigin src="${name}">`;
  const made = (served: string | null) => {
    const log: string[] = [];
    const freshness = new Freshness({
      soon: (run) => run(),
      own: "/assets/a.js",
      scriptOf: async () => {
        log.push("fetch");
        if (served === null) throw new Error("no network");
        return scriptIn(html(served));
      },
    });
    return { freshness, log };
  };

  it("[W64] is looked for when the service's version changes, and found by the address of its script", async () => {
    const { freshness, log } = made("/assets/b.js");
    for (const version of ["v1", null, "v1"]) await freshness.saw(version);
    expect([log, freshness.state.get()]).toEqual([[], false]);
    await freshness.saw("v2");
    expect([log, freshness.state.get()]).toEqual([["fetch"], true]);
  });

  it("[W64] is not there when only the service changed, or when it could not be looked for", async () => {
    for (const served of ["/assets/a.js", null]) {
      const { freshness } = made(served);
      await freshness.saw("v1");
      await freshness.saw("v2");
      expect(freshness.state.get()).toBe(false);
    }
    expect(scriptIn("<p>nothing")).toBe(null);
  });

  it("[W64] waits while anything is typed, written, uploaded or open", () => {
    const { freshness } = made(null);
    const [first, second] = [freshness.hold("typing"), freshness.hold("typing")];
    first();
    first();
    expect(freshness.isQuiet()).toBe(false);
    second();
    expect(freshness.isQuiet()).toBe(true);
  });
});

describe("a question on its way", () => {
  const command = {
    event: "chat-ask",
    data: { turnId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301", content: "Why?", parentId: null },
  };

  it("[W65] is read back as it was kept, with the chat it may have made", () => {
    expect(readQuestion(JSON.stringify(["s1", command]))).toEqual({ command, sessionId: "s1" });
    expect(readQuestion(JSON.stringify([null, command]))?.sessionId).toBe(null);
  });

  it("[W65] is passed over when it cannot be read", () => {
    const stop = { event: "chat-stop", data: { turnId: command.data.turnId } };
    for (const bad of ["", "{", "{}", "[]", '["s1",null]', JSON.stringify([null, stop])])
      expect(readQuestion(bad)).toBe(null);
  });
});

describe("chats by day", () => {
  it("[W66] are grouped by the student's own midnight", () => {
    const now = new Date(2026, 10, 18, 0, 30);
    const at = (days: number, hour: number) => ({ updatedAt: new Date(2026, 10, 18 - days, hour, 15).toISOString() });
    const groups = byDay([at(0, 0), at(1, 23), at(1, 0), at(2, 12), at(6, 1), at(7, 12), at(40, 1)], now);
    expect(groups.map(({ name, items }) => [name, items.length])).toEqual([
      ["today", 1],
      ["yesterday", 2],
      ["week", 2],
      ["month", 1],
      ["older", 1],
    ]);
    expect(byDay([], now)).toEqual([]);
  });
});

describe("two versions of an answer", () => {
  const sides = (before: string, after: string, language = "en") => {
    const parts = wordDiff(before, after, language) ?? [];
    const side = (without: string) => parts.filter(({ kind }) => kind !== without).map(({ text }) => text);
    return { before: side("added").join(""), after: side("removed").join(""), parts };
  };

  it("[W67] are told apart by words, and nothing of either is lost", () => {
    const { parts, ...texts } = sides("The cell divides [1].\n\nTwice.", "The cell grows and divides [1].\nTwice.");
    expect(texts).toEqual({
      before: "The cell divides [1].\n\nTwice.",
      after: "The cell grows and divides [1].\nTwice.",
    });
    expect(parts.filter(({ kind }) => kind === "added").map(({ text }) => text.trim())).toContain("grows and");
    expect(sides("光合作用在叶绿体", "光合作用在线粒体", "zh").parts[0]).toEqual({ text: "光合作用在", kind: "same" });
    expect(sides("", "").parts).toEqual([]);
  });
});
