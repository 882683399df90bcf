import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyToken } from "../../../src/access.ts";
import { parseConfig } from "../../../src/config.ts";
import { startIssuer } from "../../support/jwks-server.ts";

const SECRET = "a secret of the test that is long enough to be one";
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let clock = 1_800_000_000_000;
const now = () => clock;
const claims = (more = {}) => ({ iss: "campus", aud: "study", sub: "ann", exp: clock / 1_000 + 90_000, ...more });

beforeEach(async () => {
  issuer = await startIssuer();
  await issuer.addKey("one");
});
afterEach(() => issuer.close());

function configured() {
  const settings = { JWT_SECRET: SECRET, JWT_ISSUER: "campus", JWT_AUDIENCE: "study", JWT_JWKS_URL: issuer.url };
  const result = parseConfig(settings);
  if (!result.ok) throw new Error(result.problems.join());
  return result.config;
}
const codeOf = async (token: string) => {
  const result = await verifyToken(token, configured(), now);
  return result.ok ? "accepted" : result.failure.code;
};

describe("tokens of an outside issuer, by its public keys", () => {
  it.each(["RS256", "PS256", "ES256", "EdDSA"])("[A3] a token signed by %s is accepted", async (alg) => {
    await issuer.addKey(alg, alg);
    expect(await codeOf(await issuer.sign(alg, claims()))).toBe("accepted");
  });

  it("[A3] no token signed by a secret is accepted: neither JWT_SECRET nor the text of a public key", async () => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const served = await (await fetch(issuer.url)).text();
    for (const secret of [SECRET, served]) {
      const signed = `${encoded({ alg: "HS256", kid: "one" })}.${encoded(claims())}`;
      expect(await codeOf(`${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`)).toBe(
        "unauthenticated",
      );
    }
  });

  it("[A6] the keys are fetched once for many tokens, at once and afterwards", async () => {
    issuer.state.delayMs = 50;
    const token = await issuer.sign("one", claims());
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => codeOf(token))))).toEqual(new Set(["accepted"]));
    expect(await codeOf(token)).toBe("accepted");
    expect(issuer.state.fetches).toBe(1);
    clock += 601_000;
    expect(await codeOf(token)).toBe("accepted");
    expect(issuer.state.fetches).toBe(2);
  });

  it("[A7] a new key is found by one fetch, and unknown keys cause no more than one in thirty seconds", async () => {
    expect(await codeOf(await issuer.sign("one", claims()))).toBe("accepted");
    await issuer.addKey("unknown");
    const unknown = await issuer.sign("unknown", claims());
    issuer.removeKey("unknown");
    clock += 31_000;
    for (let i = 0; i < 20; i++) expect(await codeOf(unknown)).toBe("unauthenticated");
    expect(issuer.state.fetches).toBe(2);
    await issuer.addKey("two");
    const rotated = await issuer.sign("two", claims());
    expect(await codeOf(rotated)).toBe("unauthenticated");
    clock += 31_000;
    expect(await codeOf(rotated)).toBe("accepted");
    expect(issuer.state.fetches).toBe(3);
  });

  it("[A6] while the issuer cannot be reached: unavailable without keys, the known ones otherwise, and it is asked at most every two seconds", async () => {
    const token = await issuer.sign("one", claims());
    issuer.state.status = 500;
    for (let i = 0; i < 5; i++) expect(await codeOf(token)).toBe("unavailable");
    expect(issuer.state.fetches).toBe(1);
    issuer.state.status = 200;
    clock += 2_000;
    expect(await codeOf(token)).toBe("accepted");
    issuer.state.status = 500;
    clock += 3_600_000;
    expect(await codeOf(token)).toBe("accepted");
    clock += 86_400_000;
    expect(await codeOf(await issuer.sign("one", claims()))).toBe("unavailable");
  });
});
