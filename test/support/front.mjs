/**
 * What stands before the service when it is deployed, for measurements: the page's files compressed and cached as the platform
 * serves them, everything else passed on. Its sockets can be counted, and cut.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".md": "text/markdown; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".png": "image/png",
};
const COMPRESSED = new Set([".html", ".js", ".css", ".svg", ".md", ".webmanifest"]);

/**
 * Serves the page from `folder` and passes the rest to `target`.
 * @param {{ folder: string, target: string }} p
 */
export async function startFront({ folder, target }) {
  const { hostname, port } = new URL(target);
  const policy = /Content-Security-Policy: (.*)/.exec(readFileSync(join(folder, "_headers"), "utf8"))?.[1] ?? "";
  /** @type {Map<string, { body: Buffer, headers: Record<string, string> }>} */
  const files = new Map();
  /** @param {string} path */
  const fileOf = (path) => {
    const known = files.get(path);
    if (known) return known;
    const full = join(folder, normalize(path));
    const isThere = full.startsWith(folder) && existsSync(full) && statSync(full).isFile();
    const from = isThere ? full : join(folder, "index.html");
    const ending = extname(from);
    const plain = readFileSync(from);
    const isSmaller = COMPRESSED.has(ending);
    const made = {
      body: isSmaller ? gzipSync(plain, { level: 9 }) : plain,
      headers: {
        "content-type": TYPES[ending] ?? "application/octet-stream",
        "content-security-policy": policy,
        "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        ...(isSmaller ? { "content-encoding": "gzip" } : {}),
      },
    };
    files.set(path, made);
    return made;
  };
  /** @param {import("node:http").IncomingMessage} incoming */
  const passed = (incoming) => ({
    hostname,
    port,
    path: incoming.url,
    method: incoming.method,
    headers: {
      ...incoming.headers,
      host: `${hostname}:${port}`,
      ...(incoming.headers.origin ? { origin: target } : {}),
    },
  });
  const server = createServer((incoming, answer) => {
    const { pathname } = new URL(incoming.url ?? "/", target);
    if (!pathname.startsWith("/api/")) {
      const { body, headers } = fileOf(pathname);
      answer.writeHead(200, { ...headers, "content-length": String(body.length) }).end(body);
      return;
    }
    const on = request(passed(incoming), (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    incoming.pipe(on);
  });
  /** @type {Set<import("node:stream").Duplex>} */
  const lines = new Set();
  let opened = 0;
  server.on("upgrade", (incoming, socket, head) => {
    const on = request(passed(incoming));
    on.on("upgrade", (response, far, farHead) => {
      const fields = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields.join("\r\n")}\r\n\r\n`);
      socket.write(farHead);
      far.write(head);
      socket.pipe(far).pipe(socket);
      lines.add(socket);
      opened += 1;
      const end = () => {
        lines.delete(socket);
        socket.destroy();
        far.destroy();
      };
      for (const side of [socket, far]) for (const name of ["close", "error"]) side.on(name, end);
    });
    on.on("error", () => socket.destroy());
    on.on("response", () => socket.destroy());
    on.end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the front has no address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** How many sockets are open now, and how many ever were. */
    sockets: () => ({ open: lines.size, opened }),
    cut: () => {
      for (const line of lines) line.destroy();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
