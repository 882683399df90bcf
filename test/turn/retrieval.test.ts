/** What questions find end to end, with real objects, real vectors and the stand-in model. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { retrieve } from "../../src/retrieval/retrieve.ts";
import { accountOf, answered, hasModel, newUser, until, watch } from "../support/worker/chat.ts";
import { type Group, newClass, put, settled } from "../support/worker/library.ts";

/** A class with these texts as documents that are ready. */
async function classOf(userId: string, texts: Record<string, string>): Promise<Group> {
  const group = await newClass(userId);
  const documents = await Promise.all(Object.entries(texts).map(([name, text]) => put(group, text, name)));
  for (const { id } of documents) await settled(group, id, 20_000);
  return group;
}

/** As long as a chunk grows, so that what follows begins another. */
const filling = (subject: string) =>
  `Nothing else is told of ${subject} on this page of the lecture notes. `.repeat(14);

const ORGANS = ["kidney", "liver", "heart", "lung", "spleen", "pancreas", "stomach", "bladder", "thymus", "thyroid"];

describe.skipIf(!hasModel)("a follow-up", () => {
  it("[R30] keeps its subject: of ten organs the one that was asked about before", async () => {
    const user = newUser();
    const texts = ORGANS.map((organ, i) => [
      `${organ}.txt`,
      `The ${organ} lies in the body. It weighs ${100 + i} grams in adults. ${filling(organ)}`,
    ]);
    const group = await classOf(user.userId, Object.fromEntries(texts));
    const socket = await watch(user, newId(), true);
    const first = await answered(socket, "chat-ask", { content: "Where does the spleen lie?", classId: group.id });
    expect(first.chunkReferences[0]?.documentName).toBe("spleen.txt");
    const second = await answered(socket, "chat-ask", { content: "And how much does it weigh?" });
    expect(second.chunkReferences[0]?.documentName).toBe("spleen.txt");
    // Another subject that is named is not overlaid by what was asked before.
    const third = await answered(socket, "chat-ask", { content: "And how much does the thymus weigh?" });
    expect(third.chunkReferences[0]?.documentName).toBe("thymus.txt");
    socket.close();
  });
});

describe.skipIf(!hasModel)("a study guide", () => {
  it("[R7] covers every section of every document, in their order", async () => {
    const user = newUser();
    const book = (organs: readonly string[]) =>
      organs.map((organ) => `# The ${organ}\n\nThe ${organ} has its own section. ${filling(organ)}`).join("\n\n");
    const group = await classOf(user.userId, { "one.md": book(ORGANS.slice(0, 7)), "two.md": book(ORGANS.slice(7)) });
    const socket = await watch(user, newId(), true);
    const guide = await answered(socket, "chat-ask", { content: "Make me a study guide.", classId: group.id });
    expect(guide.route).toBe("generate_study_guide");
    const requested = await retrieveFor(
      user.userId,
      { route: "generate_study_guide", question: "A study guide." },
      group,
    );
    const covered = ORGANS.map((organ) => requested.findIndex(({ text }) => text.includes(`# The ${organ}`)));
    expect(covered.every((at) => at >= 0)).toBe(true);
    for (const part of [covered.slice(0, 7), covered.slice(7)]) expect(part).toEqual(part.toSorted((a, b) => a - b));
    socket.close();
  });
});

describe.skipIf(!hasModel)("a question in another language than the documents", () => {
  it("[R5] finds the passage by its vector, and would find nothing by its words", async () => {
    const user = newUser();
    const texts = ORGANS.map((organ) => [`${organ}.txt`, `The ${organ} filters and stores blood. ${filling(organ)}`]);
    const group = await classOf(user.userId, Object.fromEntries(texts));
    const question = "Welches Organ ist die Bauchspeicheldrüse?";
    expect(await retrieveFor(user.userId, { question }, group)).toEqual([]);
    // What a model that knows both languages would do: the same vector for the same meaning.
    const found = await retrieveFor(user.userId, { question, means: "The pancreas on this page of the notes" }, group);
    expect(found[0]?.documentName).toBe("pancreas.txt");
  });
});

describe.skipIf(!hasModel)("a question about everything", () => {
  it("[R6] is asked of the eight classes used last, and one that fails does not sink the others", async () => {
    const user = newUser();
    const groups = await Promise.all(
      ORGANS.map((organ, i) =>
        classOf(user.userId, { [`${organ}.txt`]: `The membrane of the ${organ} is ${i + 1} micrometres thick.` }),
      ),
    );
    const recent = async (limit: number) => {
      const classes = await accountOf(user.userId).recentClasses({ userId: user.userId, limit });
      return classes.ok ? classes.value.map(({ id }) => id) : [];
    };
    await until("the account knows the classes", async () => (await recent(20)).length === groups.length);
    const asked = (await recent(8)).sort();
    expect(asked).toHaveLength(8);
    const found = async () =>
      (await retrieveFor(user.userId, { question: "How thick is the membrane?" }, null))
        .map(({ classId }) => classId)
        .sort();
    expect(await found()).toEqual(asked);
    const broken = env.CLASS_LIBRARY.getByName(asked[0] ?? "");
    // What an object has of its own cannot be called from outside.
    await runInDurableObject(broken, (object: ClassLibrary) => {
      object.frequencies = () => {
        throw new Error("out of reach");
      };
    });
    expect(await found()).toEqual(asked.slice(1));
  });
});

/** What retrieval finds, with the vector of `means` in place of the question's; without it words alone decide. */
async function retrieveFor(
  userId: string,
  ask: { question: string; route?: "general_qa" | "generate_study_guide"; means?: string },
  group: Group | null,
) {
  const { question, route = "general_qa", means } = ask;
  const found = await retrieve(
    {
      library: (classId) => env.CLASS_LIBRARY.getByName(classId),
      recentClasses: (id) => accountOf(id).recentClasses({ userId: id, limit: 8 }),
      embed: means === undefined ? null : () => vectorOf(means),
    },
    { userId, scope: group === null ? null : { classId: group.id, docId: null }, route, question, previous: null },
  );
  if (!found.ok) throw new Error(found.failure.code);
  return found.value;
}

/** The stand-in's vector of a text, as the service would have it. */
async function vectorOf(text: string): Promise<number[]> {
  const { OPENAI_BASE_URL } = env as { OPENAI_BASE_URL?: string };
  const response = await fetch(`${OPENAI_BASE_URL}/embeddings`, {
    method: "POST",
    body: JSON.stringify({ model: "test", input: [text], dimensions: 512 }),
  });
  const { data } = (await response.json()) as { data: { embedding: number[] }[] };
  return data[0]?.embedding ?? [];
}
