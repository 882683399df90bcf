/** The browser's own WebSocket, clock and chance, as the sockets take them. */
import type { SocketDeps } from "./reconnecting-socket.ts";

export const browserDeps: SocketDeps = {
  open: (path, on) => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    socket.onopen = () => on.opened();
    socket.onclose = ({ code }) => on.closed(code);
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") on.text(data);
    };
    return {
      send: (text) => socket.send(text),
      close: (code) => {
        // What is given up is not listened to, however long its goodbye takes.
        socket.onopen = socket.onclose = socket.onmessage = null;
        socket.close(code);
      },
    };
  },
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => {
    if (typeof timer === "number") clearTimeout(timer);
  },
  random: () => Math.random(),
};
