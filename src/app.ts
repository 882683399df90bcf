/** The HTTP application: which middleware stands before which routes. Every path of the contract is mounted here. */
import { Hono } from "hono";
import { accountRoutes } from "./routes/account.ts";
import type { AppEnv } from "./routes/app-env.ts";
import { authRoutes } from "./routes/auth.ts";
import { chatRoutes } from "./routes/chats.ts";
import { classRoutes } from "./routes/classes.ts";
import { directRoutes } from "./routes/direct.ts";
import { documentRoutes } from "./routes/documents.ts";
import { healthRoutes } from "./routes/health.ts";
import { allowedOrigins, authenticated, configured, envelope, internalError, notFound } from "./routes/middleware.ts";

const api = new Hono<AppEnv>()
  .use(allowedOrigins, authenticated)
  .route("/", authRoutes)
  .route("/", accountRoutes)
  .route("/", classRoutes)
  .route("/", documentRoutes)
  .route("/", chatRoutes)
  .route("/", directRoutes);

export const app = new Hono<AppEnv>()
  .use(envelope, configured)
  .route("/", healthRoutes)
  .route("/api/v1", api)
  .notFound(notFound)
  .onError(internalError);
