/**
 * Where a request carries its token: bearer, WebSocket subprotocol or cookie. A token that was given explicitly is never replaced by
 * a cookie, and a cookie opens a socket or changes something only from an origin of ours (rules A8, A9).
 */
import { parse as parseCookies } from "hono/utils/cookie";
import { verifyToken } from "./access.ts";
import type { Config } from "./config.ts";
import { ok, type Result, refuse } from "./failure.ts";
import type { Principal } from "./principal.ts";

/** Where the credentials of a request were. */
export type Via = "bearer" | "subprotocol" | "cookie";

/** Whether a request asks to become a WebSocket. */
export function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** The name of the session's cookie; the prefix binds it to this very host, and needs https. */
export function cookieName(request: Request): "session" | "__Host-session" {
  return new URL(request.url).protocol === "https:" ? "__Host-session" : "session";
}

/** The session's cookie of a request, if it brings one. */
export function sessionCookie(request: Request): string | undefined {
  const name = cookieName(request);
  return parseCookies(request.headers.get("cookie") ?? "", name)[name];
}

/** The header that gives a browser its session (A12); an age of 0 takes it away. */
export function setCookie(request: Request, token: string, maxAgeS: number): string {
  const name = cookieName(request);
  const secure = name === "__Host-session" ? "; Secure" : "";
  return `${name}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Whether a request comes from a page of ours or of ALLOWED_ORIGINS; one without an `Origin` does not. */
export function isHome(request: Request, config: Config): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  return origin === new URL(request.url).origin || config.allowedOrigins.includes(origin);
}

/** The token that a request gives explicitly; `null` when it gives none. An empty one is a bad one. */
function explicitToken(request: Request): { token: string; via: Via } | null {
  const bearer = /^bearer(?:\s+(.*))?$/i.exec(request.headers.get("authorization")?.trim() ?? "");
  if (bearer !== null) return { token: bearer[1]?.trim() ?? "", via: "bearer" };
  if (!isUpgrade(request)) return null;
  const protocols = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  const carrier = protocols.find((name) => name.startsWith("bearer."));
  return carrier === undefined ? null : { token: carrier.slice("bearer.".length), via: "subprotocol" };
}

/**
 * Who sent a request, and how that is known.
 * @returns `unauthenticated`, `forbidden-origin` for a cookie from elsewhere, or `unavailable`
 */
export async function authenticate(
  request: Request,
  config: Config,
  now: () => number = Date.now,
): Promise<Result<{ principal: Principal; via: Via }>> {
  const explicit = explicitToken(request);
  const token = explicit?.token ?? sessionCookie(request);
  if (token === undefined) return refuse("unauthenticated");
  const via = explicit?.via ?? "cookie";
  const safe = ["GET", "HEAD", "OPTIONS"].includes(request.method) && !isUpgrade(request);
  if (via === "cookie" && !safe && !isHome(request, config)) return refuse("forbidden-origin");
  const verified = await verifyToken(token, config, now);
  return verified.ok ? ok({ principal: verified.value, via }) : verified;
}
