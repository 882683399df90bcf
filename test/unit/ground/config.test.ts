import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configOf, parseConfig, requireConfig, SETTING_NAMES } from "../../../src/config.ts";

const problemsOf = (settings: Record<string, unknown>) => {
  const result = parseConfig(settings);
  return result.ok ? [] : result.problems;
};
const SECRET = "x".repeat(32);
const deployed = { ENVIRONMENT: "production", JWT_SECRET: SECRET };

describe("the settings", () => {
  it("[G1] with none set the service runs locally on its defaults", () => {
    const result = parseConfig({});
    expect(result).toMatchObject({
      ok: true,
      config: {
        environment: "local",
        guests: true,
        quota: { freePerMonth: 25, guestPerMonth: 25 },
        uploadMaxBytes: 50_000_000,
        openai: { apiKey: null, tokensPerMinute: null, streaming: true },
        stream: {
          percentage: 100,
          stallMs: 60_000,
          keepaliveMs: 10_000,
          maxDurationMs: 120_000,
          prepareMaxMs: 20_000,
          chunkTokens: 1,
        },
        allowedOrigins: [],
      },
    });
  });

  it("[G1] deployed, guests are off and get five chats when they are on", () => {
    expect(parseConfig(deployed)).toMatchObject({ ok: true, config: { guests: false, quota: { guestPerMonth: 5 } } });
    expect(parseConfig({ ...deployed, GUEST_ACCESS: "on" })).toMatchObject({ ok: true, config: { guests: true } });
  });

  it("[G1] a deployed service must have its secret, and names it when it has not", () => {
    expect(problemsOf({ ENVIRONMENT: "staging" })).toEqual(["JWT_SECRET: is required"]);
    expect(problemsOf({ ENVIRONMENT: "local" })).toEqual([]);
  });

  it.each([
    ["ENVIRONMENT", "prod"],
    ["OPENAI_BASE_URL", "ftp://x"],
    ["OPENAI_TPM_LIMIT", "many"],
    ["OPENAI_TPM_LIMIT", "-1"],
    ["OPENAI_TPM_LIMIT", "0"],
    ["OPENAI_STREAMING_ENABLED", "perhaps"],
    ["ENABLE_STREAMING", "101"],
    ["ENABLE_STREAMING", "some"],
    ["STREAM_TIMEOUT_MS", "1.5"],
    ["STREAM_MAX_DURATION_S", "99999"],
    ["FREE_CHATS_PER_MONTH", "Infinity"],
    ["UPLOAD_MAX_BYTES", "50MB"],
    ["JWT_SECRET", "short"],
    ["JWT_JWKS_URL", "keys.json"],
    ["ALLOWED_ORIGINS", "https://a.example/path"],
    ["ALLOWED_ORIGINS", "*"],
  ])("[G1] %s=%s is named as wrong, and never guessed", (name, value) => {
    const problems = problemsOf({ ...deployed, JWT_ISSUER: "i", JWT_AUDIENCE: "a", [name]: value });
    expect(
      problems.some((problem) => problem.startsWith(`${name}:`)),
      problems.join(),
    ).toBe(true);
  });

  it("[G1] an outside issuer needs an audience, and its keys an issuer", () => {
    expect(problemsOf({ JWT_ISSUER: "campus" })).toEqual(["JWT_AUDIENCE: is required with JWT_ISSUER"]);
    expect(problemsOf({ JWT_JWKS_URL: "https://x/keys" })).toEqual(["JWT_ISSUER: is required with JWT_JWKS_URL"]);
  });

  it("[G1] an empty value counts as unset, and a value of another type is read as text", () => {
    expect(parseConfig({ OPENAI_API_KEY: "", FREE_CHATS_PER_MONTH: 7, GUEST_ACCESS: false })).toMatchObject({
      ok: true,
      config: { openai: { apiKey: null }, quota: { freePerMonth: 7 }, guests: false },
    });
  });

  it.each([
    ["true", 100],
    ["OFF", 0],
    ["0", 0],
    ["12.5%", 12.5],
    ["40", 40],
  ])("[G1] ENABLE_STREAMING=%s streams to %d per cent of users", (value, percentage) => {
    expect(parseConfig({ ENABLE_STREAMING: value })).toMatchObject({ config: { stream: { percentage } } });
  });

  it("[G1] origins are listed with commas or spaces", () => {
    const listed = parseConfig({ ALLOWED_ORIGINS: "https://a.example, http://localhost:5173" });
    expect(listed).toMatchObject({ config: { allowedOrigins: ["https://a.example", "http://localhost:5173"] } });
  });

  it("[G1] an environment is parsed once, and one that is wrong throws where it should have been refused", () => {
    const env = { FREE_CHATS_PER_MONTH: "3" };
    expect(configOf(env)).toBe(configOf(env));
    expect(() => requireConfig({ JWT_SECRET: "short" })).toThrow(/misconfigured: JWT_SECRET/);
  });

  it("[G1] every setting is explained in .dev.vars.example, and nothing else is", () => {
    const named = readFileSync(".dev.vars.example", "utf8").match(/^# ([A-Z_]+)=/gm) ?? [];
    expect(named.map((line) => line.slice(2, -1)).sort()).toEqual([...SETTING_NAMES].sort());
  });
});
