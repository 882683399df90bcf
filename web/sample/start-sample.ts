/**
 * The sample class of a first visit: made, filled with one document in the page's language, and asked a first question, whose
 * answer stands in that document. Everything goes the way that a student's own documents go.
 */
import { ApiError } from "../api.ts";
import { newTurnId } from "../draft.ts";
import type { AccountStore } from "../state/account-store.ts";
import { keepQuestion } from "../state/kept-question.ts";
import type { Words } from "../text/text.ts";
import { uploadFile } from "../upload.ts";
import ar from "./ar.md?url";
import de from "./de.md?url";
import en from "./en.md?url";
import es from "./es.md?url";
import ja from "./ja.md?url";

const DOCUMENTS = { en, de, es, ar, ja };

export type SampleStage = "making" | "reading" | "asking";

/** Resolves with the class when the first question waits to be sent by the next new chat; throws an `ApiError`. */
export async function startSample(p: {
  account: AccountStore;
  words: Words;
  onStage: (stage: SampleStage) => void;
  signal: AbortSignal;
}): Promise<string> {
  const { account, words, onStage, signal } = p;
  const { t, language } = words;
  onStage("making");
  const response = await fetch(DOCUMENTS[language], { signal });
  if (!response.ok) throw new ApiError("unavailable", "");
  const file = new File([await response.blob()], `${t("sample.document")}.md`, { type: "text/markdown" });
  const classId = await account.createClass(t("sample.class"));
  await account.loadDocuments(classId);
  onStage("reading");
  const since = account.state.now().told;
  const document = await uploadFile({ classId, file, replaces: null, onProgress: () => undefined, signal });
  account.do({ type: "document", document, since });
  const read = await account.whenRead(document.id, signal);
  if (read.status === "failed") throw new ApiError("internal", read.error ?? "");
  onStage("asking");
  keepQuestion(null, {
    sessionId: null,
    command: {
      event: "chat-ask",
      data: { turnId: newTurnId(), content: t("sample.question"), parentId: null, classId, docId: null },
    },
  });
  return classId;
}
