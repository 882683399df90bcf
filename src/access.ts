/**
 * Who a token names. One entry per trusted issuer, chosen by the unverified `iss`; its keys verify nothing else (rules A1 to A5).
 * Also signs the service's own sessions. Where a request carries its token is the matter of credentials.ts; what a user
 * may do is decided by the owner of what is asked for.
 */

import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import * as z from "zod/mini";
import { type Config, OWN_ISSUER } from "./config.ts";
import { ok, type Result, refuse } from "./failure.ts";
import { digestOf } from "./ids.ts";
import { type LocalKeys, RemoteKeys } from "./jwks.ts";
import type { Principal } from "./principal.ts";

const CLOCK_TOLERANCE_S = 5;
const MAX_TOKEN = 8_192;
const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** How long a session of the service's own lasts; one that is used is renewed once less than half of it is left. */
export const SESSION_S = 30 * 86_400;

type Keys = { kind: "secret"; key: CryptoKey } | { kind: "remote"; keys: RemoteKeys };
type Issuer = {
  issuer: string;
  audience: string | null;
  algorithms: string[];
  keys: () => Promise<Keys>;
  principal: (payload: JWTPayload) => Promise<Principal | null>;
};

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The internal id of a user of an outside issuer: 128 bits, the same ones each time. */
export function userIdOf(issuer: string, subject: string): Promise<string> {
  return digestOf([issuer, subject]);
}

// ---- issuers ----

const ownClaims = z.object({
  sub: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  exp: z.number(),
  kind: z.enum(["guest", "member"]),
  name: z.nullable(z.string()),
  plan: z.enum(["guest", "free", "unlimited"]),
});
const outsideClaims = z.object({
  sub: z.string().check(z.minLength(1), z.maxLength(1_024)),
  exp: z.number(),
  name: z.optional(z.unknown()),
  plan: z.optional(z.unknown()),
});

/** The key that signs the service's own sessions: derived, so that JWT_SECRET itself signs none. */
async function ownKey(config: Config): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", bytesOf(config.jwt.secret), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytesOf("study-assistant session 1") };
  return crypto.subtle.deriveKey(how, secret, { name: "HMAC", hash: "SHA-256", length: 256 }, false, [
    "sign",
    "verify",
  ]);
}

function ownIssuer(config: Config): Issuer {
  return {
    issuer: OWN_ISSUER,
    audience: OWN_ISSUER,
    algorithms: ["HS256"],
    keys: once(async () => ({ kind: "secret", key: await ownKey(config) })),
    principal: async (payload) => {
      const claims = ownClaims.safeParse(payload);
      if (!claims.success) return null;
      const { sub, exp, kind, name, plan } = claims.data;
      return { userId: sub, kind, name, plan, expiresAt: exp };
    },
  };
}

function outsideIssuer(config: Config, issuer: string): Issuer {
  const { jwksUrl, secret, audience } = config.jwt;
  const remote = jwksUrl === null ? null : remoteKeysOf(jwksUrl);
  const keys: () => Promise<Keys> = once(async () =>
    remote !== null
      ? { kind: "remote", keys: remote }
      : {
          kind: "secret",
          key: await crypto.subtle.importKey("raw", bytesOf(secret), { name: "HMAC", hash: "SHA-256" }, false, [
            "verify",
          ]),
        },
  );
  return {
    issuer,
    audience,
    algorithms: remote === null ? ["HS256"] : ASYMMETRIC,
    keys,
    principal: async (payload) => {
      const claims = outsideClaims.safeParse(payload);
      if (!claims.success) return null;
      const { sub, exp, name, plan } = claims.data;
      return {
        userId: await userIdOf(issuer, sub),
        kind: "member",
        name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 200).toWellFormed() : null,
        plan: plan === "unlimited" ? "unlimited" : "free",
        expiresAt: exp,
      };
    },
  };
}

/** Keeps the value, which must not depend on a request's I/O; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: { value: T } | null = null;
  return async () => {
    made ??= { value: await make() };
    return made.value;
  };
}

const remoteKeys = new Map<string, RemoteKeys>();

function remoteKeysOf(url: string): RemoteKeys {
  let keys = remoteKeys.get(url);
  if (keys === undefined) {
    keys = new RemoteKeys(url);
    remoteKeys.set(url, keys);
  }
  return keys;
}

const issuersByConfig = new WeakMap<Config, Map<string, Issuer>>();

function issuersOf(config: Config): Map<string, Issuer> {
  let issuers = issuersByConfig.get(config);
  if (issuers === undefined) {
    issuers = new Map();
    if (config.jwt.issuer !== null) issuers.set(config.jwt.issuer, outsideIssuer(config, config.jwt.issuer));
    // Last, so that no setting can put another key under the service's own name.
    issuers.set(OWN_ISSUER, ownIssuer(config));
    issuersByConfig.set(config, issuers);
  }
  return issuers;
}

// ---- tokens ----

const unauthenticated = (reason: string) => refuse("unauthenticated", undefined, { reason });

/**
 * Verifies a token and says whose it is.
 * @param now milliseconds since the epoch
 * @returns `unauthenticated` with the reason for the log, or `unavailable` while the issuer's keys cannot be had
 */
export async function verifyToken(
  token: string,
  config: Config,
  now: () => number = Date.now,
): Promise<Result<Principal>> {
  if (token === "" || token.length > MAX_TOKEN) return unauthenticated("no token, or a huge one");
  let claimed: unknown;
  try {
    claimed = decodeJwt(token).iss;
  } catch {
    return unauthenticated("not a token");
  }
  const issuer = typeof claimed === "string" ? issuersOf(config).get(claimed) : undefined;
  if (issuer === undefined) return unauthenticated("the issuer is not trusted");
  const payload = await verifyBy(issuer, token, now);
  if (!payload.ok) return payload;
  const principal = await issuer.principal(payload.value);
  return principal === null ? unauthenticated("a claim is missing or not valid") : ok(principal);
}

async function verifyBy(issuer: Issuer, token: string, now: () => number): Promise<Result<JWTPayload>> {
  const options = {
    issuer: issuer.issuer,
    ...(issuer.audience === null ? {} : { audience: issuer.audience }),
    algorithms: issuer.algorithms,
    requiredClaims: ["exp", "sub"],
    clockTolerance: CLOCK_TOLERANCE_S,
    currentDate: new Date(now()),
  };
  const attempt = async (key: CryptoKey | LocalKeys): Promise<Result<JWTPayload> | "unknown key"> => {
    try {
      const verified =
        typeof key === "function" ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options);
      return ok(verified.payload);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return "unknown key";
      // A token may name an algorithm that its key cannot do, which the runtime reports in its own ways.
      return unauthenticated(error instanceof errors.JOSEError ? error.code : String(error));
    }
  };
  const keys = await issuer.keys();
  if (keys.kind === "secret") return orUnknown(await attempt(keys.key));
  const current = await keys.keys.current(now);
  if (!current.ok) return current;
  const first = await attempt(current.value);
  if (first !== "unknown key") return first;
  const newer = await keys.keys.newer(current.value, now);
  return newer === null ? orUnknown(first) : orUnknown(await attempt(newer));
}

const orUnknown = (result: Result<JWTPayload> | "unknown key") =>
  result === "unknown key" ? unauthenticated("the key is not known") : result;

/**
 * Whether a session should be replaced by a fresh one: a guest has no other way to come back. Kinds of outside tokens are
 * never `guest` (A4), so nothing is ever signed anew that somebody else has signed.
 */
export function isDueForRenewal({ kind, expiresAt }: Principal, now: () => number = Date.now): boolean {
  return kind === "guest" && expiresAt - now() / 1_000 < SESSION_S / 2;
}

/**
 * Signs a session of the service's own.
 * @returns the token, and the principal that it will be verified as
 */
export async function mintSession(
  user: Omit<Principal, "expiresAt">,
  config: Config,
  now: () => number = Date.now,
): Promise<{ token: string; principal: Principal }> {
  const issued = Math.floor(now() / 1_000);
  const principal = { ...user, expiresAt: issued + SESSION_S };
  const keys = await issuersOf(config).get(OWN_ISSUER)?.keys();
  if (keys?.kind !== "secret") throw new Error("the own issuer has no key");
  const token = await new SignJWT({ kind: user.kind, name: user.name, plan: user.plan })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_ISSUER)
    .setSubject(user.userId)
    .setIssuedAt(issued)
    .setExpirationTime(principal.expiresAt)
    .sign(keys.key);
  return { token, principal };
}
