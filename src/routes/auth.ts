/** Signing in as a guest, and out. A guest is a user like any other, whose session is a token of the service's own. */
import { type Context, Hono } from "hono";
import { mintSession } from "../access.ts";
import { isHome, sessionCookie, setCookie } from "../credentials.ts";
import { problemResponse, type Result, refuse } from "../failure.ts";
import { newId } from "../ids.ts";
import { addressBlock } from "./address-block.ts";
import type { AppEnv } from "./app-env.ts";

const HOUR_MS = 3_600_000;
/** New guests an hour from one block of addresses; a lecture hall may share one. Locally tests make many. */
const GUESTS_AN_HOUR = { local: 100_000, deployed: 60 };

export const authRoutes = new Hono<AppEnv>()
  .post("/auth/guest", async (c) => {
    const config = c.get("config");
    if (!config.guests) return problemResponse(refuse("not-found", "Guests are not admitted here.").failure);
    if (isForeign(c)) return problemResponse(refuse("forbidden-origin").failure);
    const admitted = await admitGuest(c);
    if (!admitted.ok) return problemResponse(admitted.failure);
    const guest = { userId: newId(), kind: "guest", name: null, plan: "guest" } as const;
    const { token, principal } = await mintSession(guest, config);
    const { userId } = principal;
    const me = await c.env.USER_ACCOUNT.getByName(userId).me({ principal });
    if (!me.ok) return problemResponse(me.failure);
    const maxAge = principal.expiresAt - Math.floor(Date.now() / 1_000);
    return c.json({ user: me.value.user, token }, 201, { "set-cookie": setCookie(c.req.raw, token, maxAge) });
  })
  .post("/auth/logout", (c) => {
    if (isForeign(c) || (sessionCookie(c.req.raw) !== undefined && !isHome(c.req.raw, c.get("config")))) {
      return problemResponse(refuse("forbidden-origin").failure);
    }
    return c.body(null, 204, { "set-cookie": setCookie(c.req.raw, "", 0) });
  });

/** A page of someone else must neither sign a user in nor out; what sends no `Origin` is no page. */
function isForeign(c: Context<AppEnv>): boolean {
  return c.req.header("origin") !== undefined && !isHome(c.req.raw, c.get("config"));
}

async function admitGuest(c: Context<AppEnv>): Promise<Result<null>> {
  const local = c.get("config").environment === "local";
  const block = addressBlock(c.req.header("cf-connecting-ip") ?? "");
  const limit = local ? GUESTS_AN_HOUR.local : GUESTS_AN_HOUR.deployed;
  const budget = c.env.BUDGET.getByName(`guests:${block}`);
  const { granted, retryAfterMs } = await budget.take({ limit, windowMs: HOUR_MS, amount: 1 });
  if (granted) return { ok: true, value: null };
  return refuse("rate-limited", "Too many new guests from here; please try again later.", {
    retryAfterS: retryAfterMs / 1_000,
  });
}
