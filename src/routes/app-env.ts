/** What the middleware leaves for the routes: the settings, and on `/api/v1` who is asking. Types alone. */
import type { Config } from "../config.ts";
import type { Via } from "../credentials.ts";
import type { Env } from "../env.ts";
import type { Principal } from "../principal.ts";

export type AppEnv = {
  Bindings: Env;
  Variables: { config: Config; principal: Principal; via: Via; requestId: string };
};
