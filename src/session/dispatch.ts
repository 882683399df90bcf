/**
 * What a client's frame does to a chat: one arm for each event of the contract.
 * Every frame was parsed and its sender verified before; refusals are told to the sender alone.
 */
import type { Failure, Result } from "../failure.ts";
import type { ClientFrame, FrameData } from "../protocol.ts";
import type { Command, Scope } from "./records.ts";
import { errorFrame } from "./turn-frames.ts";
import type { Send } from "./turns.ts";

/** What the frames of one sender can do; `ask` may have to look at the account or a class first. */
export type Desk = {
  sessionId: string;
  send: Send;
  ask(command: Omit<Command, "plan">): Promise<Result<null>>;
  stop(turnId: string): Result<null>;
  resume(turnId: string, attempt: number, offset: number): Result<null>;
  select(messageId: string): Result<FrameData<"chat-state">>;
  react(messageId: string, reaction: "like" | "dislike" | null): Result<null>;
  /** Not waited for, and never an error. */
  draft(content: string, scope: Scope | null | undefined): void;
  renew(token: string): Promise<Result<null>>;
};

/** Carries out one frame. Never rejects for a refusal. */
export async function dispatch(frame: ClientFrame, desk: Desk): Promise<void> {
  switch (frame.event) {
    case "chat-ask": {
      const { turnId, content, parentId, classId, docId } = frame.data;
      const command = { kind: "ask" as const, turnId, content, messageId: null, parentId: parentId ?? null };
      return tellTurn(desk, turnId, await desk.ask({ ...command, scope: scopeOf(classId, docId) }));
    }
    case "chat-retry": {
      const { turnId, messageId } = frame.data;
      const command = { kind: "retry" as const, turnId, content: null, messageId, parentId: null, scope: undefined };
      return tellTurn(desk, turnId, await desk.ask(command));
    }
    case "chat-edit": {
      const { turnId, messageId, content } = frame.data;
      const command = { kind: "edit" as const, turnId, content, messageId, parentId: null, scope: undefined };
      return tellTurn(desk, turnId, await desk.ask(command));
    }
    case "chat-stop":
      return tell(desk, desk.stop(frame.data.turnId));
    case "chat-resume":
      return tell(desk, desk.resume(frame.data.turnId, frame.data.attempt, frame.data.offset));
    case "chat-select": {
      const shown = desk.select(frame.data.messageId);
      if (shown.ok) desk.send("chat-state", shown.value);
      return tell(desk, shown);
    }
    case "chat-react":
      return tell(desk, desk.react(frame.data.messageId, frame.data.reaction));
    case "chat-draft": {
      const { content, classId, docId } = frame.data;
      return desk.draft(content, scopeOf(classId, docId));
    }
    case "auth":
      return tell(desk, await desk.renew(frame.data.token));
  }
}

/**
 * What a question searches: `undefined` the chat's own class, `null` everything.
 * A document without its class is one of the chat's own class, which `ask` completes.
 */
export function scopeOf(
  classId: string | null | undefined,
  docId: string | null | undefined,
): Scope | null | undefined {
  if (classId === undefined) return docId ? { classId: "", docId } : undefined;
  return classId === null || classId === "" || classId === "null" ? null : { classId, docId: docId || null };
}

function tell(desk: Desk, result: Result<unknown>): void {
  if (!result.ok) sendError(desk, result.failure);
}

/** A refused question ends for its sender, but a conflict must not end the running turn for those who watch it. */
function tellTurn(desk: Desk, turnId: string, result: Result<null>): void {
  if (result.ok) return;
  if (result.failure.code === "conflict") sendError(desk, result.failure);
  else desk.send("chat-stream-error", errorFrame({ sessionId: desk.sessionId, turnId }, result.failure, undefined));
}

function sendError({ send, sessionId }: Desk, { code, error }: Failure): void {
  send("error", { sessionId, code, error });
}
