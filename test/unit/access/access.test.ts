import { createHash, createHmac, hkdfSync } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { mintSession, SESSION_S, userIdOf, verifyToken } from "../../../src/access.ts";
import { type Config, parseConfig } from "../../../src/config.ts";

const SECRET = "a secret of the test that is long enough to be one";
const NOW_S = 1_800_000_000;
const now = () => NOW_S * 1_000;

function configured(settings: Record<string, string> = {}): Config {
  const result = parseConfig({ JWT_SECRET: SECRET, JWT_ISSUER: "campus", JWT_AUDIENCE: "study", ...settings });
  if (!result.ok) throw new Error(result.problems.join());
  return result.config;
}
const config = configured();
const good = { iss: "campus", aud: "study", sub: "ann", exp: NOW_S + 60 };

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** A token signed by hand, so that also malformed ones can be made. */
function hs256(claims: unknown, { header = {}, secret = SECRET as string | Buffer, hash = "sha256" } = {}): string {
  const signed = `${encoded({ alg: "HS256", typ: "JWT", ...header })}.${encoded(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}
async function refusal(token: string, with_ = config) {
  const result = await verifyToken(token, with_, now);
  return result.ok ? `accepted ${result.value.userId}` : result.failure.code;
}

describe("tokens of an outside issuer, by a shared secret", () => {
  it("[A2] a good token names its user, and keeps its exact end", async () => {
    const result = await verifyToken(hs256({ ...good, name: " Ann Ü ", plan: "unlimited" }), config, now);
    expect(result).toEqual({
      ok: true,
      value: {
        userId: await userIdOf("campus", "ann"),
        kind: "member",
        name: "Ann Ü",
        plan: "unlimited",
        expiresAt: NOW_S + 60,
      },
    });
  });

  it("[A5] the user id is 128 bits of a hash over issuer and subject that no other pair shares", async () => {
    const digest = createHash("sha256").update('["campus","ann"]').digest("hex").slice(0, 32);
    expect(await userIdOf("campus", "ann")).toBe(digest);
    expect(await userIdOf('a","b', "c")).not.toBe(await userIdOf("a", 'b","c'));
  });

  it.each([
    ["another secret", hs256(good, { secret: "another secret of more than thirty-two bytes" })],
    ["no algorithm", `${encoded({ alg: "none" })}.${encoded(good)}.`],
    ["an algorithm that is not its issuer's", hs256(good, { header: { alg: "HS512" }, hash: "sha512" })],
    ["an unknown issuer", hs256({ ...good, iss: "evil" })],
    ["no issuer", hs256({ ...good, iss: undefined })],
    ["an issuer that is a list", hs256({ ...good, iss: ["campus"] })],
    ["an issuer named like a method of objects", hs256({ ...good, iss: "constructor" })],
    ["another audience", hs256({ ...good, aud: "evil" })],
    ["no audience", hs256({ ...good, aud: undefined })],
    ["no subject", hs256({ ...good, sub: undefined })],
    ["an empty subject", hs256({ ...good, sub: "" })],
    ["a subject that is a number", hs256({ ...good, sub: 7 })],
    ["no expiry", hs256({ ...good, exp: undefined })],
    ["an expiry that is text", hs256({ ...good, exp: String(NOW_S + 60) })],
    ["a past expiry", hs256({ ...good, exp: NOW_S - 6 })],
    ["a time before which it does not hold", hs256({ ...good, nbf: NOW_S + 6 })],
    ["an extension that must be understood", hs256(good, { header: { crit: ["x"], x: 1 } })],
    ["claims that are no object", hs256("ann")],
    ["three words", "a.b.c"],
    ["nothing", ""],
    ["far too much", `${hs256(good)}${"x".repeat(9_000)}`],
  ])("[A2] [A3] a token with %s lets nobody in", async (_, token) => {
    expect(await refusal(token)).toBe("unauthenticated");
  });

  it("[A2] clocks may differ by five seconds, and no more", async () => {
    expect(await refusal(hs256({ ...good, exp: NOW_S - 4 }))).toMatch(/^accepted/);
    expect(await refusal(hs256({ ...good, nbf: NOW_S + 4 }))).toMatch(/^accepted/);
  });

  it("[A1] without JWT_ISSUER no outside token is trusted", async () => {
    expect(await refusal(hs256(good), configured({ JWT_ISSUER: "", JWT_AUDIENCE: "" }))).toBe("unauthenticated");
  });

  it("[A5] a plan that is not known counts as free, and a name that is no text as none", async () => {
    const result = await verifyToken(hs256({ ...good, plan: "admin", name: { first: "Ann" } }), config, now);
    expect(result).toMatchObject({ ok: true, value: { plan: "free", name: null, kind: "member" } });
  });
});

describe("the service's own sessions", () => {
  const guest = { userId: "0123456789abcdef0123456789abcdef", kind: "guest", name: null, plan: "guest" } as const;

  it("[A4] a minted session verifies as the same principal for thirty days", async () => {
    const { token, principal } = await mintSession(guest, config, now);
    expect(principal.expiresAt).toBe(NOW_S + SESSION_S);
    expect(await verifyToken(token, config, now)).toEqual({ ok: true, value: principal });
    expect(await verifyToken(token, config, () => (NOW_S + SESSION_S + 6) * 1_000)).toMatchObject({ ok: false });
    expect(await refusal(token, configured({ JWT_SECRET: `${SECRET}!` }))).toBe("unauthenticated");
  });

  const own = {
    iss: "study-assistant",
    aud: "study-assistant",
    sub: guest.userId,
    exp: NOW_S + 60,
    kind: "guest",
    name: null,
    plan: "guest",
  };
  const derived = Buffer.from(hkdfSync("sha256", SECRET, "", "study-assistant session 1", 32));

  it("[A4] the key is derived: JWT_SECRET itself signs no session", async () => {
    expect(await refusal(hs256(own, { secret: derived }))).toMatch(/^accepted/);
    expect(await refusal(hs256(own))).toBe("unauthenticated");
  });

  it("[A1] the derived key verifies no token of the outside issuer", async () => {
    expect(await refusal(hs256(good, { secret: derived }))).toBe("unauthenticated");
  });

  it("[A1] an outside issuer cannot be named like the service, whose sessions would then be in question", () => {
    const twin = parseConfig({ JWT_ISSUER: "study-assistant", JWT_AUDIENCE: "study-assistant" });
    expect(twin).toMatchObject({ ok: false, problems: [expect.stringContaining("JWT_ISSUER")] });
  });

  it.each([
    ["a subject that is no id of ours", { sub: "ann" }],
    ["a plan that nobody has", { plan: "root" }],
    ["no kind", { kind: undefined }],
    ["another audience", { aud: "study" }],
  ])("[A4] a session with %s lets nobody in", async (_, claims) => {
    expect(await refusal(hs256({ ...own, ...claims }, { secret: derived }))).toBe("unauthenticated");
  });

  it("[A4] a plan is what the own issuer says, never what a guest's token was changed to", async () => {
    const { token } = await mintSession(guest, config, now);
    const [head, , signature] = token.split(".");
    expect(await refusal(`${head}.${encoded({ ...own, plan: "unlimited" })}.${signature}`)).toBe("unauthenticated");
    const signed = await new SignJWT({ ...own }).setProtectedHeader({ alg: "HS384" }).sign(derived);
    expect(await refusal(signed)).toBe("unauthenticated");
  });
});
