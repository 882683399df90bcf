import { createExecutionContext, env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { mintSession, SESSION_S, verifyToken } from "../../src/access.ts";
import { app } from "../../src/app.ts";
import { configOf } from "../../src/config.ts";
import { clientOf, ORIGIN, send, tokenFor, upgrade } from "../support/worker/http.ts";

const guest = (headers: Record<string, string> = {}) => send("POST", "/api/v1/auth/guest", { headers });

describe("every response", () => {
  it("[G3] names the request and the version, and is shielded", async () => {
    for (const path of ["/healthz", "/api/v1/me", "/api/v1/nothing", "/api/nothing"]) {
      const { headers } = await send("GET", path);
      expect(headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
      expect(headers.get("x-worker-version")).toBeTruthy();
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
    const { headers } = await send("GET", "/healthz", { headers: { "x-request-id": "from-the-client" } });
    expect(headers.get("x-request-id")).toBe("from-the-client");
    expect(
      (await send("GET", "/healthz", { headers: { "x-request-id": "a b" } })).headers.get("x-request-id"),
    ).not.toBe("a b");
  });

  it("[G4] an error is a problem with a code", async () => {
    const call = clientOf(await tokenFor("ann"));
    for (const [answer, status, code] of [
      [await send("GET", "/api/v1/me"), 401, "unauthenticated"],
      [await call("GET", "/nothing"), 404, "not-found"],
      [await call("PUT", "/chats", {}), 404, "not-found"],
      [await call("POST", "/classes", {}), 400, "bad-request"],
      [await call("POST", "/classes", { name: "x".repeat(5_000) }), 400, "bad-request"],
      [await call("POST", "/classes", { name: "x".repeat(2_000_000) }), 413, "too-large"],
      [await call("GET", "/chats/..%2f..%2fetc"), 404, "not-found"],
      [await call("GET", "/me/socket"), 400, "bad-request"],
    ] as const) {
      expect([answer.status, answer.json.code], answer.text).toEqual([status, code]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.json).toMatchObject({
        status,
        title: expect.any(String),
        detail: expect.any(String),
        type: expect.any(String),
      });
    }
    const authorization = `Bearer ${await tokenFor("ann")}`;
    const broken = await send("POST", "/api/v1/classes", { headers: { authorization }, body: "{" });
    expect([broken.status, broken.json.code]).toEqual([400, "bad-request"]);
  });

  const withAccount = async (me: () => Promise<unknown>) => {
    const headers = { authorization: `Bearer ${await tokenFor("ann")}` };
    const failing = { ...env, USER_ACCOUNT: { getByName: () => ({ me }) } };
    return app.fetch(new Request(`${ORIGIN}/api/v1/me`, { headers }), failing as never, createExecutionContext());
  };

  it("[G4] an exception is internal, and tells the client nothing", async () => {
    const response = await withAccount(() => Promise.reject(new Error("secret detail")));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "internal" });
    expect(text).not.toContain("secret");
    expect(response.headers.get("x-request-id")).toBeTruthy();
  });

  it("[G4] a call that an object of an earlier version does not know is unavailable", async () => {
    const older = env.BUDGET.getByName("a minute") as unknown as { me: () => Promise<unknown> };
    const response = await withAccount(() => older.me());
    expect([response.status, await response.json()]).toMatchObject([503, { code: "unavailable" }]);
  });
});

describe("a service whose settings are wrong", () => {
  const wrong = { ...env, ENVIRONMENT: "production", JWT_SECRET: "", STREAM_TIMEOUT_MS: "soon" };
  const ask = (path: string, headers = {}) =>
    app.fetch(new Request(`${ORIGIN}${path}`, { headers }), wrong as never, createExecutionContext());

  it("[G2] answers 503 misconfigured on all but the health checks", async () => {
    for (const path of ["/api/v1/me", "/api/v1/auth/guest", "/api/v1/nothing"]) {
      const response = await ask(path);
      expect([response.status, await response.json()]).toMatchObject([503, { code: "misconfigured" }]);
    }
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("[G2] answers so too where a local configuration without a secret was deployed", async () => {
    const { JWT_SECRET: _, ...open } = env;
    const ask = (headers: Record<string, string>) =>
      app.fetch(
        new Request(`${ORIGIN}/api/v1/auth/guest`, { method: "POST", headers }),
        open as never,
        createExecutionContext(),
      );
    expect((await ask({})).status).toBe(201);
    expect((await ask({ "cf-ray": "8f1-FRA" })).status).toBe(503);
  });

  it("[G2] /readyz names the setting, and never its value", async () => {
    const response = await ask("/readyz");
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).toContain("STREAM_TIMEOUT_MS");
    expect(text).not.toContain("soon");
  });
});

describe("health", () => {
  it("[G9] /healthz is alive, /readyz has tried each backend", async () => {
    expect(await send("GET", "/healthz")).toMatchObject({ status: 200 });
    const ready = await send("GET", "/readyz");
    expect(ready, ready.text).toMatchObject({ status: 200, json: { status: "ready", settings: [] } });
    const backends = ready.json.backends as { name: string; state: string }[];
    expect(backends.map(({ name, state }) => [name, state])).toEqual([
      ["objects", "up"],
      ["files", "up"],
      ["parser", "up"],
    ]);
  });
});

describe("guests", () => {
  it("[A12] get a session as a cookie that no script reads, and as a token", async () => {
    const { status, json, headers } = await guest();
    expect(status).toBe(201);
    expect(json).toMatchObject({ user: { kind: "guest", plan: "guest", name: null }, token: expect.any(String) });
    const cookie = headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^session=[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    const me = await send("GET", "/api/v1/me", { headers: { cookie: cookie.split(";")[0] ?? "" } });
    expect(me.json).toMatchObject({ user: json.user, quota: { limit: 25, used: 0, reserved: 0, remaining: 25 } });
    const again = await clientOf(String(json.token))("GET", "/me");
    expect(again.json.user).toEqual(json.user);
  });

  it("[A24] keep their session while they come back", async () => {
    const read = configOf(env);
    if (!read.ok) throw new Error("the settings of the tests are wrong");
    const user = { userId: "a".repeat(32), kind: "guest", name: null, plan: "guest" };
    const cookieAged = async (share: number) =>
      (await mintSession(user, read.config, () => Date.now() - share * SESSION_S * 1_000)).token;
    const renewed = await send("GET", "/api/v1/me", { headers: { cookie: `session=${await cookieAged(0.6)}` } });
    expect(renewed.json).toMatchObject({ user: { id: user.userId } });
    const token = /^session=([^;]+);/.exec(renewed.headers.get("set-cookie") ?? "")?.[1] ?? "";
    const principal = await verifyToken(token, read.config);
    expect(principal).toMatchObject({ ok: true, value: { ...user, expiresAt: expect.any(Number) } });
    if (principal.ok) expect(principal.value.expiresAt).toBeGreaterThan(Date.now() / 1_000 + 0.99 * SESSION_S);

    const others: Record<string, string>[] = [
      { cookie: `session=${await cookieAged(0.4)}` },
      { cookie: `session=${await tokenFor("ann")}` },
      { authorization: `Bearer ${await cookieAged(0.6)}` },
    ];
    for (const headers of others) {
      const answer = await send("GET", "/api/v1/me", { headers });
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([200, null]);
    }
  });

  it("[A12] on https the cookie is bound to this host and secure", async () => {
    const context = createExecutionContext();
    const response = await app.fetch(
      new Request("https://study.test/api/v1/auth/guest", { method: "POST" }),
      env,
      context,
    );
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-session=[^;]+; Path=\/; .*; Secure$/);
    expect(response.headers.get("strict-transport-security")).toBeTruthy();
  });

  it("[A9] no page of somebody else signs a user in or out", async () => {
    expect((await guest({ origin: "https://evil.example" })).json.code).toBe("forbidden-origin");
    expect((await guest({ origin: ORIGIN })).status).toBe(201);
    const logout = (headers: Record<string, string>) => send("POST", "/api/v1/auth/logout", { headers });
    expect((await logout({ cookie: "session=x" })).json.code).toBe("forbidden-origin");
    expect((await logout({ cookie: "session=x", origin: "https://evil.example" })).json.code).toBe("forbidden-origin");
    const out = await logout({ cookie: "session=x", origin: ORIGIN });
    expect([out.status, out.headers.get("set-cookie")]).toMatchObject([
      204,
      expect.stringMatching(/^session=; .*Max-Age=0/),
    ]);
    expect((await logout({})).status).toBe(204);
  });

  it("[A11] where guests are off there is no such door, and an address block gets only so many an hour", async () => {
    const ask = (settings: Record<string, string>, address: string) =>
      app.fetch(
        new Request(`${ORIGIN}/api/v1/auth/guest`, { method: "POST", headers: { "cf-connecting-ip": address } }),
        { ...env, ...settings } as never,
        createExecutionContext(),
      );
    expect((await ask({ GUEST_ACCESS: "off" }, "203.0.113.1")).status).toBe(404);
    const deployed = { ENVIRONMENT: "staging", GUEST_ACCESS: "on" };
    for (let i = 0; i < 60; i++) expect((await ask(deployed, `203.0.113.${i}`)).status).toBe(201);
    const refused = await ask(deployed, "203.0.113.200");
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: "rate-limited" }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(deployed, "203.0.114.1")).status).toBe(201);
  });
});

describe("other origins", () => {
  it("[A9] those of ALLOWED_ORIGINS may use the API with credentials, others may not", async () => {
    const preflight = (origin: string) =>
      send("OPTIONS", "/api/v1/classes", { headers: { origin, "access-control-request-method": "POST" } });
    const allowed = await preflight("https://campus.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://campus.example");
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("sockets that are refused", () => {
  const path = "/api/v1/me/socket";
  it("[A10] are accepted and closed with the code that says why", async () => {
    expect(await (await upgrade(path, {})).closed).toBe(4401);
    expect(await (await upgrade(path, { "sec-websocket-protocol": "chat.v1, bearer.x" })).closed).toBe(4401);
    const cookie = `session=${await tokenFor("ann")}`;
    expect(await (await upgrade(path, { cookie, origin: "https://evil.example" })).closed).toBe(4403);
    expect(await (await upgrade(path, { cookie })).closed).toBe(4403);
  });

  it("[A10] only chat.v1 is echoed, of a welcome socket too, and it carries the headers of every response", async () => {
    const protocol = `chat.v1, bearer.${await tokenFor("ann", { name: "Ann – 笔记" })}`;
    const { socket, headers } = await upgrade(path, { "sec-websocket-protocol": protocol });
    expect(headers.get("sec-websocket-protocol")).toBe("chat.v1");
    expect(headers.get("x-request-id")).toBeTruthy();
    const pong = new Promise((resolve) => socket.addEventListener("message", ({ data }) => resolve(data)));
    socket.send("ping");
    expect(await pong).toBe("pong");
    socket.close(1000);
  });

  it("[A10] x-principal from outside is worth nothing", async () => {
    const principal = JSON.stringify({
      userId: "a".repeat(32),
      kind: "member",
      name: null,
      plan: "unlimited",
      expiresAt: 4e9,
    });
    expect(await (await upgrade(path, { "x-principal": principal })).closed).toBe(4401);
  });
});

describe("what is limited by the minute", () => {
  /** How many requests were taken before one was refused. A minute may end meanwhile, once: then the count begins again. */
  async function takenBefore429(limit: number, request: (i: number) => Promise<{ status: number }>): Promise<number> {
    for (let i = 0; i <= 2 * limit; i++) if ((await request(i)).status === 429) return i;
    return Number.POSITIVE_INFINITY;
  }

  it("[A19] questions over HTTP, whichever endpoint they come by", async () => {
    const call = clientOf(await tokenFor("hasty-asker"));
    // A class that is not there is refused at once, and asks nobody anything.
    const body = { content: "x", user_query: "x", classId: "0".repeat(32), class_name: "none" };
    const taken = await takenBefore429(120, (i) => call("POST", i % 2 === 0 ? "/chat/new" : "/semantic_search", body));
    expect(taken).toBeGreaterThanOrEqual(120);
    expect(taken).toBeLessThanOrEqual(240);
  });

  it("[A23] uploads", async () => {
    const call = clientOf(await tokenFor("hasty-uploader"));
    const path = `/classes/${"0".repeat(32)}/documents`;
    const taken = await takenBefore429(60, () => call("POST", path, "x", { "x-filename": "a.txt" }));
    expect(taken).toBeGreaterThanOrEqual(60);
    expect(taken).toBeLessThanOrEqual(120);
  });
});
