/** The user's own account: who am I, what is left, and the socket of what concerns all of it. */
import { Hono } from "hono";
import { isDueForRenewal, mintSession } from "../access.ts";
import { isUpgrade, setCookie } from "../credentials.ts";
import { problemResponse, refuse } from "../failure.ts";
import { PRINCIPAL_HEADER, principalHeader } from "../principal.ts";
import type { AppEnv } from "./app-env.ts";
import { answered } from "./read-body.ts";

export const accountRoutes = new Hono<AppEnv>()
  .get("/me", async (c) => {
    const principal = c.get("principal");
    const me = await c.env.USER_ACCOUNT.getByName(principal.userId).me({ principal });
    if (me.ok && c.get("via") === "cookie" && isDueForRenewal(principal)) {
      const { token, principal: renewed } = await mintSession(principal, c.get("config"));
      c.header("set-cookie", setCookie(c.req.raw, token, renewed.expiresAt - Math.floor(Date.now() / 1_000)));
      return c.json(me.value);
    }
    return answered(me);
  })
  .get("/me/socket", (c) => {
    if (!isUpgrade(c.req.raw)) return problemResponse(refuse("bad-request", "This address is a WebSocket.").failure);
    const principal = c.get("principal");
    const headers = new Headers({ upgrade: "websocket", [PRINCIPAL_HEADER]: principalHeader(principal) });
    const offered = c.req.header("sec-websocket-protocol");
    if (offered !== undefined) headers.set("sec-websocket-protocol", offered);
    return c.env.USER_ACCOUNT.getByName(principal.userId).fetch("https://account/socket", { headers });
  });
