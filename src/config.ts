/**
 * Every setting of the service, parsed once from the environment (PROTOCOL.md, "Settings").
 * A wrong or missing setting is named and never guessed; who asks decides what to do about it.
 */
import * as z from "zod/mini";

const flag = z.pipe(
  z.string(),
  z.transform((value, context) => {
    const lower = value.trim().toLowerCase();
    if (["true", "on", "1", "yes"].includes(lower)) return true;
    if (["false", "off", "0", "no"].includes(lower)) return false;
    context.issues.push({ code: "custom", message: "is neither true nor false", input: value });
    return z.NEVER;
  }),
);

const integer = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.trim(), z.regex(/^\d{1,15}$/, "is not a whole number")),
    z.pipe(z.transform(Number), z.number().check(z.minimum(least), z.maximum(most))),
  );

const percentage = z.pipe(
  z.string(),
  z.transform((value, context) => {
    const lower = value.trim().toLowerCase();
    if (["true", "on"].includes(lower)) return 100;
    if (["false", "off"].includes(lower)) return 0;
    const number = Number(lower.replace(/%$/, ""));
    if (lower !== "" && number >= 0 && number <= 100) return number;
    context.issues.push({ code: "custom", message: "is neither true, false nor a percentage", input: value });
    return z.NEVER;
  }),
);

const url = z
  .string()
  .check(
    z.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "is not an http(s) URL"),
  );
const word = z.string().check(z.trim(), z.minLength(1));
const secret = z.string().check(z.minLength(32, "is shorter than 32 characters"));
const optional = z.optional;

const settings = z.object({
  ENVIRONMENT: z._default(z.enum(["local", "staging", "production"]), "local"),
  OPENAI_API_KEY: optional(word),
  OPENAI_BASE_URL: z._default(url, "https://api.openai.com/v1"),
  OPENAI_CHAT_MODEL: z._default(word, "gpt-4.1-mini"),
  OPENAI_EMBEDDING_MODEL: z._default(word, "text-embedding-3-small"),
  OPENAI_TPM_LIMIT: optional(integer(1, 1e12)),
  OPENAI_STREAMING_ENABLED: optional(flag),
  ENABLE_STREAMING: optional(percentage),
  STREAM_TIMEOUT_MS: optional(integer(100, 600_000)),
  STREAM_KEEPALIVE_MS: optional(integer(50, 60_000)),
  STREAM_MAX_DURATION_S: optional(integer(1, 600)),
  PREPARE_MAX_MS: optional(integer(100, 120_000)),
  STREAM_CHUNK_SIZE: optional(integer(1, 1_000)),
  FREE_CHATS_PER_MONTH: optional(integer(0, 1e9)),
  GUEST_CHATS_PER_MONTH: optional(integer(0, 1e9)),
  GUEST_ACCESS: optional(flag),
  UPLOAD_MAX_BYTES: optional(integer(1, 5e9)),
  JWT_SECRET: optional(secret),
  JWT_ISSUER: optional(word),
  JWT_AUDIENCE: optional(word),
  JWT_JWKS_URL: optional(url),
  OIDC_ISSUER: optional(url),
  OIDC_CLIENT_ID: optional(word),
  OIDC_CLIENT_SECRET: optional(word),
  ALLOWED_ORIGINS: z._default(z.string(), ""),
  UPSTASH_REDIS_REST_URL: optional(url),
  UPSTASH_REDIS_REST_TOKEN: optional(word),
  MONGODB_DATA_API_URL: optional(url),
  MONGODB_DATA_API_KEY: optional(word),
  MONGODB_URI: optional(word),
  MONGODB_DATABASE: optional(word),
  MONGODB_VECTOR_INDEX: optional(word),
});

export const SETTING_NAMES = Object.keys(settings.shape);

/** The settings as the code uses them: defaults applied, units in the names. */
export type Config = {
  environment: "local" | "staging" | "production";
  openai: {
    apiKey: string | null;
    baseUrl: string;
    chatModel: string;
    embeddingModel: string;
    tokensPerMinute: number | null;
    streaming: boolean;
  };
  stream: {
    /** 0 to 100: the share of users who get token frames. */
    percentage: number;
    stallMs: number;
    keepaliveMs: number;
    maxDurationMs: number;
    prepareMaxMs: number;
    chunkTokens: number;
  };
  quota: { freePerMonth: number; guestPerMonth: number };
  guests: boolean;
  uploadMaxBytes: number;
  jwt: { secret: string; issuer: string | null; audience: string | null; jwksUrl: string | null };
  allowedOrigins: string[];
};

export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

/** The issuer of the service's own sessions; no other may have its name. */
export const OWN_ISSUER = "study-assistant";

/** For a local run that was started without its scripts, which write a random one; never used when deployed. */
const LOCAL_SECRET = "local development only, replaced by `npm run dev`";

/**
 * Parses the settings out of an environment; empty strings count as unset.
 * `problems` are sentences that start with the name of the setting.
 */
export function parseConfig(env: Record<string, unknown>): ConfigResult {
  const given: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = env[name];
    if (typeof value === "string" && value !== "") given[name] = value;
    else if (typeof value === "number" || typeof value === "boolean") given[name] = String(value);
  }
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) };
  }
  const s = parsed.data;
  const local = s.ENVIRONMENT === "local";
  const problems: string[] = [];
  if (!local && s.JWT_SECRET === undefined) problems.push("JWT_SECRET: is required");
  if (s.JWT_ISSUER !== undefined && s.JWT_AUDIENCE === undefined)
    problems.push("JWT_AUDIENCE: is required with JWT_ISSUER");
  if (s.JWT_JWKS_URL !== undefined && s.JWT_ISSUER === undefined)
    problems.push("JWT_ISSUER: is required with JWT_JWKS_URL");
  if (s.JWT_ISSUER === OWN_ISSUER) problems.push(`JWT_ISSUER: ${OWN_ISSUER} is the service's own`);
  const origins = s.ALLOWED_ORIGINS.split(/[\s,]+/).filter(Boolean);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      problems.push(`ALLOWED_ORIGINS: ${origin} is not an origin`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: {
      environment: s.ENVIRONMENT,
      openai: {
        apiKey: s.OPENAI_API_KEY ?? null,
        baseUrl: s.OPENAI_BASE_URL,
        chatModel: s.OPENAI_CHAT_MODEL,
        embeddingModel: s.OPENAI_EMBEDDING_MODEL,
        tokensPerMinute: s.OPENAI_TPM_LIMIT ?? null,
        streaming: s.OPENAI_STREAMING_ENABLED ?? true,
      },
      stream: {
        percentage: s.ENABLE_STREAMING ?? 100,
        stallMs: s.STREAM_TIMEOUT_MS ?? 60_000,
        keepaliveMs: s.STREAM_KEEPALIVE_MS ?? 10_000,
        maxDurationMs: (s.STREAM_MAX_DURATION_S ?? 120) * 1_000,
        prepareMaxMs: s.PREPARE_MAX_MS ?? 20_000,
        chunkTokens: s.STREAM_CHUNK_SIZE ?? 1,
      },
      quota: { freePerMonth: s.FREE_CHATS_PER_MONTH ?? 25, guestPerMonth: s.GUEST_CHATS_PER_MONTH ?? (local ? 25 : 5) },
      guests: s.GUEST_ACCESS ?? local,
      uploadMaxBytes: s.UPLOAD_MAX_BYTES ?? 50_000_000,
      jwt: {
        secret: s.JWT_SECRET ?? LOCAL_SECRET,
        issuer: s.JWT_ISSUER ?? null,
        audience: s.JWT_AUDIENCE ?? null,
        jwksUrl: s.JWT_JWKS_URL ?? null,
      },
      allowedOrigins: origins,
    },
  };
}

const parsedOf = new WeakMap<object, ConfigResult>();

/** `parseConfig`, once for each environment object of the runtime. */
export function configOf(env: object): ConfigResult {
  let result = parsedOf.get(env);
  if (result === undefined) {
    result = parseConfig(env as Record<string, unknown>);
    parsedOf.set(env, result);
  }
  return result;
}

/** The configuration where a wrong one was already refused: behind the Worker's door. Throws otherwise. */
export function requireConfig(env: object): Config {
  const result = configOf(env);
  if (!result.ok) throw new Error(`misconfigured: ${result.problems.join("; ")}`);
  return result.config;
}

/** Whether this user is among the share of users that get token frames: the same answer each time. */
export function streamsTo(userId: string, config: Config): boolean {
  return Number.parseInt(userId.slice(0, 8), 16) % 100 < config.stream.percentage;
}
