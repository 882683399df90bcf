/** The socket of the whole account: documents, chats and quota as they change. Only listens. */
import { parseServerFrame, type ServerFrame } from "../../src/protocol.ts";
import { type Link, ReconnectingSocket, type SocketDeps } from "./reconnecting-socket.ts";

/** Makes the account's socket; nothing connects before `start`. */
export function accountSocket(p: {
  onFrame: (frame: ServerFrame) => void;
  onLink: (link: Link) => void;
  deps: SocketDeps;
}): ReconnectingSocket {
  return new ReconnectingSocket({
    path: () => "/api/v1/me/socket",
    deps: p.deps,
    onLink: p.onLink,
    onText: (text) => {
      const frame = parseServerFrame(text);
      if (frame) p.onFrame(frame);
    },
  });
}
