/** What a session asks of an account about its turns, and what it is answered: plain data that crosses an RPC. */
import type { Principal } from "../principal.ts";
import type { Chat, Quota } from "../protocol.ts";
import type { ReserveState, SettleState } from "./ledger.ts";

export type Reserve = {
  userId: string;
  plan: Principal["plan"];
  turnId: string;
  sessionId: string;
  /** The chat as it is to be listed; `null` for a turn without a chat. */
  chat: Chat | null;
  question: string | null;
};
/** `held`: the place is the turn's. `settled`: the turn had its end. `conflict`: the id belongs to another session. */
export type ReserveReply = { state: ReserveState; period: string; quota: Quota };

export type Settle = {
  userId: string;
  plan?: Principal["plan"];
  turnId: string;
  sessionId: string;
  as: "post" | "void";
  period: string | null;
  chat: Chat | null;
};
/** The state found or made; `denied` also where this session has no place under this turn. */
export type SettleReply = { state: SettleState; quota: Quota };
