import { describe, expect, it } from "vitest";
import { unstable_readConfig } from "wrangler";
import { deployArguments, deployProblems, ENVIRONMENTS } from "../../../scripts/deploy-checks.mjs";

const good = {
  environment: "production",
  vars: { ENVIRONMENT: "production" },
  secrets: ["JWT_SECRET"],
  strategy: { mode: "deferred", max_delay: 300 },
};

describe("what a deploy refuses", () => {
  it("[G6] the environment must be named, and be one of ours", () => {
    const environmentOf = (...args: string[]) => deployArguments(args).environment;
    expect(environmentOf()).toBeNull();
    expect(environmentOf("--env")).toBeNull();
    expect(environmentOf("--env", "prod")).toBeNull();
    expect(environmentOf("--env", "--dry-run")).toBeNull();
    expect(environmentOf("--env", "staging")).toBe("staging");
    expect(environmentOf("--env=production")).toBe("production");
    expect(environmentOf("-e", "production")).toBe("production");
  });

  it("[G6] a dry run is one, wherever it is asked for, and what is not understood is named", () => {
    const plain = { environment: "production", dryRun: false, unknown: [] };
    expect(deployArguments(["--env", "production"])).toEqual(plain);
    expect(deployArguments(["--env", "production", "--dry-run"])).toEqual({ ...plain, dryRun: true });
    expect(deployArguments(["--dry-run", "--env=production"])).toEqual({ ...plain, dryRun: true });
    expect(deployArguments(["--env", "production", "--dryrun", "now"])).toEqual({
      ...plain,
      unknown: ["--dryrun", "now"],
    });
  });

  it("[G6] a complete environment has no problem", () => {
    expect(deployProblems(good)).toEqual([]);
  });

  it("[G6] a missing JWT_SECRET is named once", () => {
    const problems = deployProblems({ ...good, secrets: [] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^JWT_SECRET: is not set/);
  });

  it("[G6] a secret in vars, a wrong setting and a wrong ENVIRONMENT are refused", () => {
    const vars = { ENVIRONMENT: "staging", JWT_SECRET: "x".repeat(40), STREAM_MAX_DURATION_S: "long" };
    const problems = deployProblems({ ...good, vars }).join("\n");
    expect(problems).toMatch(/JWT_SECRET: belongs into a secret/);
    expect(problems).toMatch(/ENVIRONMENT: must be production/);
    expect(problems).toMatch(/STREAM_MAX_DURATION_S/);
  });

  it("[G7] a max_delay shorter than PREPARE_MAX + 2 × STREAM_MAX_DURATION is refused, the bound itself is not", () => {
    const delay = (max_delay: number | undefined, vars = {}) =>
      deployProblems({ ...good, vars: { ...good.vars, ...vars }, strategy: { mode: "deferred", max_delay } });
    expect(delay(260)).toEqual([]);
    expect(delay(undefined)).toEqual([]);
    expect(delay(259)).toHaveLength(1);
    expect(delay(300, { STREAM_MAX_DURATION_S: "141" })).toHaveLength(1);
    expect(delay(302, { STREAM_MAX_DURATION_S: "141" })).toEqual([]);
    expect(deployProblems({ ...good, strategy: { mode: "immediate" } })).toHaveLength(1);
    expect(deployProblems({ ...good, strategy: undefined })).toHaveLength(1);
  });

  it.each(ENVIRONMENTS)("[G8] the environment %s of wrangler.toml lacks nothing but its secrets", (environment) => {
    const config = unstable_readConfig({ config: "wrangler.toml", env: environment });
    const strategy = config.durable_objects.code_update_strategy;
    expect(deployProblems({ environment, vars: config.vars, secrets: ["JWT_SECRET"], strategy })).toEqual([]);
    const local = unstable_readConfig({ config: "wrangler.toml" });
    for (const key of ["durable_objects", "r2_buckets", "services", "ratelimits", "version_metadata"] as const) {
      const bindings = (value: unknown) => JSON.stringify(value).match(/"(?:name|binding)":"[A-Z_]+"/g);
      expect(bindings(config[key]), key).toEqual(bindings(local[key]));
    }
  });
});
