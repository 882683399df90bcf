/** What a turn without a chat is asked with, inside the service. */
import * as z from "zod/mini";

/** Where such a request is sent. */
export const DIRECT_PATH = "/direct";

export const directRequest = z.object({
  sessionId: z.string(),
  turnId: z.string(),
  /** Of the whole command as it was sent: the same key with another one is a conflict. */
  digest: z.string(),
  question: z.string(),
  history: z.array(z.object({ question: z.string(), answer: z.string() })),
  scope: z.nullable(z.object({ classId: z.string(), docId: z.nullable(z.string()) })),
});
export type DirectRequest = z.infer<typeof directRequest>;
