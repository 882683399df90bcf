import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startIssuer } from "../support/jwks-server.ts";
import { processesOf } from "../support/process-group.mjs";
import { type Served, startServed } from "../support/served.ts";

const SECRET = "given by --var, and long enough to be a secret";
const later = () => Math.floor(Date.now() / 1_000) + 3_600;
let state: string;
let running: Served[];

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "served-"));
  running = [];
});
afterEach(async () => {
  for (const service of running) await service.kill();
  rmSync(state, { recursive: true, force: true });
});
async function serve(vars: Record<string, string> = {}): Promise<Served> {
  const service = await startServed({ state, vars });
  running.push(service);
  return service;
}

/** A client with a token, whose answers are JSON or text. */
function clientOf(url: string, token: string) {
  const authorization = `Bearer ${token}`;
  return async (method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) => {
    const init = { method, headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`${url}/api/v1${path}`, init);
    const text = await response.text();
    const value = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    return { status: response.status, value };
  };
}
const json = { "content-type": "application/json" };

describe("npm run serve", () => {
  it("[G10] keeps objects and files through a kill of everything and a restart on the same state", async () => {
    const first = await serve();
    const guest = await clientOf(first.url, "")("POST", "/auth/guest").catch(() => null);
    expect(guest?.status).toBe(201);
    const { token } = guest?.value ?? {};
    const call = clientOf(first.url, token);
    const made = await call("POST", "/classes", JSON.stringify({ name: "Biology" }), json);
    expect(made.status).toBe(201);
    const path = `/classes/${made.value.class.id}/documents`;
    const uploaded = await call("POST", path, "Mitosis has four phases.", {
      "content-type": "text/plain",
      "x-filename": "a.txt",
    });
    expect(uploaded.status, JSON.stringify(uploaded.value)).toBe(202);
    await first.kill();

    const again = clientOf((await serve()).url, token);
    expect((await again("GET", "/classes")).value.classes).toMatchObject([{ name: "Biology" }]);
    const file = await again("GET", `${path}/${uploaded.value.document.id}/file`);
    expect(file).toEqual({ status: 200, value: "Mitosis has four phases." });
  });

  it("[G5] --var wins over .dev.vars, also for the secret", async () => {
    const { url } = await serve({ JWT_SECRET: SECRET, JWT_ISSUER: "campus", JWT_AUDIENCE: "study" });
    const claims = { iss: "campus", aud: "study", sub: "ann", exp: later() };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(SECRET));
    expect((await clientOf(url, token)("GET", "/me")).status).toBe(200);
  });

  it("[A6] the keys of an issuer are fetched once for many requests at once, across the Worker's requests", async () => {
    const issuer = await startIssuer();
    try {
      await issuer.addKey("one", "ES256");
      issuer.state.delayMs = 300;
      const { url } = await serve({ JWT_ISSUER: "campus", JWT_AUDIENCE: "study", JWT_JWKS_URL: issuer.url });
      const token = await issuer.sign("one", { iss: "campus", aud: "study", sub: "ann", exp: later() });
      const ask = async () => (await clientOf(url, token)("GET", "/me")).status;
      expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill(200));
      expect(await ask()).toBe(200);
      expect(issuer.state.fetches).toBe(1);
    } finally {
      await issuer.close();
    }
  });

  it("[G2] says at the start which setting is wrong, and answers 503 until it is right", async () => {
    const service = await serve({ STREAM_TIMEOUT_MS: "soon" });
    expect(service.output()).toContain("STREAM_TIMEOUT_MS");
    const page = await fetch(`${service.url}/api/v1/me`);
    expect([page.status, await page.json()]).toMatchObject([503, { code: "misconfigured" }]);
  });

  it("[G10] ends with its parent: a SIGTERM to npm alone leaves nothing running", async () => {
    const { group } = await serve();
    process.kill(group, "SIGTERM");
    await expect.poll(() => processesOf(group)).toEqual([]);
  });
});
