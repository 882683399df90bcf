/** What `env` of "cloudflare:test" holds: the Worker's bindings and the settings of vitest.worker.config.ts. */
declare namespace Cloudflare {
  interface Env extends Bindings {
    ENVIRONMENT: string;
    JWT_SECRET: string;
  }
}
type Bindings = import("../../../src/env.ts").Env;
