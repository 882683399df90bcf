/**
 * The Worker's door: what holds for every request before a route sees it and for every response after it.
 * Request ids, headers, CORS, the refusal of a misconfigured service, the verified principal, and what becomes of an exception
 * (rules A10, G2, G3). What a resource allows is decided by its owner.
 */
import type { Context, ErrorHandler, MiddlewareHandler, NotFoundHandler } from "hono";
import { cors } from "hono/cors";
import { type Config, configOf } from "../config.ts";
import { authenticate, isUpgrade } from "../credentials.ts";
import { type Failure, failure, problemResponse } from "../failure.ts";
import { CLOSE } from "../protocol.ts";
import { refuseSocket } from "../socket.ts";
import type { AppEnv } from "./app-env.ts";

/** What is open to those who are nobody yet. */
const PUBLIC_PATHS = new Set(["/api/v1/auth/guest", "/api/v1/auth/logout"]);
const HEALTH_PATHS = new Set(["/healthz", "/readyz"]);
const INTERNAL_ERROR = 1011;

/** Headers of every response of the Worker; the page's files have their own. */
const SECURITY = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Names the request and the running version in every response, and shields it. */
export const envelope: MiddlewareHandler<AppEnv> = async (c, next) => {
  const given = c.req.header("x-request-id") ?? "";
  const requestId = /^[\w-]{8,64}$/.test(given) ? given : crypto.randomUUID();
  c.set("requestId", requestId);
  await next();
  const { res } = c;
  const headers = new Headers(res.headers);
  headers.set("x-request-id", requestId);
  headers.set("x-worker-version", c.env.CF_VERSION_METADATA?.id || "local");
  for (const [name, value] of Object.entries(SECURITY)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (new URL(c.req.url).protocol === "https:") headers.set("strict-transport-security", "max-age=31536000");
  // An object's response cannot be changed in place, and an upgrade is only itself with its socket.
  const { status, webSocket } = res;
  c.res = undefined;
  c.res =
    status === 101 ? new Response(null, { status, webSocket, headers }) : new Response(res.body, { status, headers });
};

/** Makes the settings known to the routes; while one is wrong only the health checks answer. */
export const configured: MiddlewareHandler<AppEnv> = async (c, next) => {
  const result = configOf(c.env);
  if (result.ok) c.set("config", result.config);
  const usable = result.ok && !isOpenToAll(c, result.config);
  if (!usable && !HEALTH_PATHS.has(c.req.path)) return refused(c, failure("misconfigured"));
  return next();
};

/** Whether a local configuration without a secret of its own was put on the network, where its well-known one guards nothing. */
function isOpenToAll(c: Context<AppEnv>, config: Config): boolean {
  return config.environment === "local" && !("JWT_SECRET" in c.env) && c.req.header("cf-ray") !== undefined;
}

/** Lets the pages of ALLOWED_ORIGINS use the API. */
export const allowedOrigins: MiddlewareHandler<AppEnv> = async (c, next) => {
  const origins = c.get("config").allowedOrigins;
  if (origins.length === 0 || isUpgrade(c.req.raw)) return next();
  return cors({
    origin: origins,
    credentials: true,
    allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "idempotency-key", "range", "x-filename"],
    exposeHeaders: ["content-range", "retry-after", "x-request-id", "x-worker-version"],
    maxAge: 86_400,
  })(c, next);
};

/** Verifies who is asking; nobody else gets further. */
export const authenticated: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (PUBLIC_PATHS.has(c.req.path)) return next();
  const result = await authenticate(c.req.raw, c.get("config"));
  if (!result.ok) return refused(c, result.failure);
  c.set("principal", result.value.principal);
  c.set("via", result.value.via);
  return next();
};

/** Answers with a problem, or, to an upgrade, with a socket that closes at once: a browser cannot read the status. */
function refused(c: Context<AppEnv>, failed: Failure): Response {
  if (failed.reason !== undefined) log(c, "refused", `${failed.code}: ${failed.reason}`);
  if (!isUpgrade(c.req.raw)) return problemResponse(failed);
  return refuseSocket(closeCodeOf(failed), failed.error, c.req.header("sec-websocket-protocol") ?? null);
}

function closeCodeOf({ code }: Failure): number {
  if (code === "unauthenticated") return CLOSE.unauthenticated;
  if (code === "forbidden-origin") return CLOSE.forbidden;
  return INTERNAL_ERROR;
}

/** An unknown path, or a method that it does not know. */
export const notFound: NotFoundHandler<AppEnv> = () => problemResponse(failure("not-found"));

/** A bug, or an object that cannot be reached right now: the log gets the reason, the client a code. */
export const internalError: ErrorHandler<AppEnv> = (error, c) => {
  log(c, "uncaught", error.stack ?? String(error));
  return problemResponse(failure(isPassing(error) ? "unavailable" : "internal"));
};

/**
 * Whether the runtime marked the failure of a call to an object as one that may not happen again, or the object still runs the
 * code of an earlier version, which does not know this call: while a deploy goes on, the next minutes bring the new one.
 */
function isPassing(error: Error): boolean {
  if (error instanceof TypeError && /RPC receiver does not implement/.test(error.message)) return true;
  return ("retryable" in error && error.retryable === true) || ("overloaded" in error && error.overloaded === true);
}

function log(c: Context<AppEnv>, message: string, error: string): void {
  const { method, path } = c.req;
  console.warn(JSON.stringify({ message, requestId: c.get("requestId"), method, path, error }));
}
