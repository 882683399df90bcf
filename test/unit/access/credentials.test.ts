import { describe, expect, it } from "vitest";
import { mintSession } from "../../../src/access.ts";
import { parseConfig } from "../../../src/config.ts";
import { authenticate, cookieName } from "../../../src/credentials.ts";

const parsed = parseConfig({ JWT_SECRET: "x".repeat(40), ALLOWED_ORIGINS: "https://campus.example" });
if (!parsed.ok) throw new Error("the settings are wrong");
const { config } = parsed;
const session = async (userId: string) =>
  (await mintSession({ userId, kind: "guest", name: null, plan: "guest" }, config)).token;
const ANN = "a".repeat(32);
const BOB = "b".repeat(32);

async function outcome(path: string, headers: Record<string, string>, method = "GET") {
  const result = await authenticate(new Request(path, { method, headers }), config);
  return result.ok ? `${result.value.via} ${result.value.principal.userId.slice(0, 1)}` : result.failure.code;
}
const HOME = "http://127.0.0.1:8787";
const upgrade = { upgrade: "websocket" };

describe("where a request carries its token", () => {
  it("[A8] as a bearer, in whatever case, or as a cookie", async () => {
    const token = await session(ANN);
    expect(await outcome(HOME, { authorization: `Bearer ${token}` })).toBe("bearer a");
    expect(await outcome(HOME, { authorization: `bearer   ${token} ` })).toBe("bearer a");
    expect(await outcome(HOME, { cookie: `other=1; session=${token}` })).toBe("cookie a");
    expect(await outcome(HOME, {})).toBe("unauthenticated");
  });

  it("[A8] as a subprotocol, of an upgrade alone", async () => {
    const headers = { "sec-websocket-protocol": `chat.v1, bearer.${await session(ANN)}` };
    expect(await outcome(HOME, { ...headers, ...upgrade })).toBe("subprotocol a");
    expect(await outcome(HOME, headers)).toBe("unauthenticated");
  });

  it("[A8] a bad token that was given explicitly is never rescued by a cookie", async () => {
    const cookie = `session=${await session(ANN)}`;
    expect(await outcome(HOME, { authorization: "Bearer a.b.c", cookie })).toBe("unauthenticated");
    expect(await outcome(HOME, { authorization: "Bearer ", cookie })).toBe("unauthenticated");
    const socket = { ...upgrade, origin: HOME, cookie };
    expect(await outcome(HOME, { ...socket, "sec-websocket-protocol": "chat.v1, bearer.x" })).toBe("unauthenticated");
    expect(await outcome(HOME, { ...socket, "sec-websocket-protocol": "bearer." })).toBe("unauthenticated");
  });

  it("[A8] a bearer wins over the cookie of somebody else", async () => {
    const headers = { authorization: `Bearer ${await session(BOB)}`, cookie: `session=${await session(ANN)}` };
    expect(await outcome(HOME, headers)).toBe("bearer b");
  });

  it("[A12] on https only the cookie that is bound to this host counts", async () => {
    const token = await session(ANN);
    const url = "https://study.example/";
    expect(cookieName(new Request(url))).toBe("__Host-session");
    expect(await outcome(url, { cookie: `session=${token}` })).toBe("unauthenticated");
    expect(await outcome(url, { cookie: `__Host-session=${token}` })).toBe("cookie a");
  });
});

describe("which origins a cookie is honoured from", () => {
  const from = async (origin: string | null, method: string, more = {}) =>
    outcome(HOME, { cookie: `session=${await session(ANN)}`, ...(origin === null ? {} : { origin }), ...more }, method);

  it.each(["POST", "PATCH", "DELETE", "PUT"])(
    "[A9] %s: from the own and the allowed ones, not without or from another",
    async (method) => {
      expect(await from(HOME, method)).toBe("cookie a");
      expect(await from("https://campus.example", method)).toBe("cookie a");
      for (const origin of ["https://evil.example", "null", `${HOME}.evil.example`, "http://127.0.0.1:8788", null]) {
        expect(await from(origin, method), String(origin)).toBe("forbidden-origin");
      }
    },
  );

  it("[A9] a socket as well, though it is opened by GET", async () => {
    expect(await from(HOME, "GET", upgrade)).toBe("cookie a");
    expect(await from("https://evil.example", "GET", upgrade)).toBe("forbidden-origin");
    expect(await from(null, "GET", upgrade)).toBe("forbidden-origin");
  });

  it("[A9] reading needs no origin, and a bearer never needs one", async () => {
    expect(await from(null, "GET")).toBe("cookie a");
    const headers = { authorization: `Bearer ${await session(ANN)}`, origin: "https://evil.example" };
    expect(await outcome(HOME, headers, "POST")).toBe("bearer a");
  });
});
