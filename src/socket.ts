/**
 * What every WebSocket of the service has in common, whichever object holds it: how it is accepted and refused, how many
 * frames it may send, how large they may be, how it is closed (PROTOCOL.md, "WebSocket").
 */
import { MAX_FRAME_BYTES } from "./protocol.ts";

const SUBPROTOCOL = "chat.v1";
const FRAMES_PER_SECOND = 20;
const BURST = 40;

/** The response to an upgrade; of the offered subprotocols only `chat.v1` is echoed. */
export function upgradeResponse(client: WebSocket, offered: string | null): Response {
  const offers = offered?.split(",").some((name) => name.trim() === SUBPROTOCOL) ?? false;
  const headers = offers ? { "sec-websocket-protocol": SUBPROTOCOL } : undefined;
  return new Response(null, { status: 101, webSocket: client, headers });
}

/** Accepts a socket only to close it with a code that a browser can read. `offered`: the client's subprotocols. */
export function refuseSocket(code: number, reason: string, offered: string | null): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return upgradeResponse(client, offered);
}

/** What a socket may still send at once, and when (ms) that was so. */
export type FrameBucket = { left: number; at: number };

/** The bucket of a socket that has sent nothing lately. */
export function fullBucket(nowMs: number): FrameBucket {
  return { left: BURST, at: nowMs };
}

/** Takes one frame out; `null` when there is none left. A clock that stepped back gives nothing and takes nothing. */
export function takeFrame(bucket: FrameBucket, nowMs: number): FrameBucket | null {
  const refilled = (Math.max(0, nowMs - bucket.at) * FRAMES_PER_SECOND) / 1_000;
  const left = Math.min(BURST, bucket.left + refilled) - 1;
  return left < 0 ? null : { left, at: nowMs };
}

/** Whether a frame is larger than a frame may be, in bytes of UTF-8. */
export function isTooLong(message: string): boolean {
  // A unit takes one to three bytes: most frames are told without being encoded.
  if (message.length * 3 <= MAX_FRAME_BYTES) return false;
  return message.length > MAX_FRAME_BYTES || new TextEncoder().encode(message).length > MAX_FRAME_BYTES;
}

/** Closes a socket, or answers its close; without it the connection would stay half open. 1005 and 1006 may not be sent. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  } catch {
    // It is closed already.
  }
}

/** Sends to a socket that may be gone: its client comes back and asks for what it missed. */
export function sendText(socket: WebSocket, frame: string): void {
  try {
    socket.send(frame);
  } catch {
    // Closed meanwhile.
  }
}
