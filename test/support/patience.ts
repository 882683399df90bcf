/**
 * How long a test waits for what must come. Long enough for a machine that is busy with other things: only what never comes
 * fails, and it fails with what was waited for. The runner's limit for a test is a multiple of it.
 */
export const PATIENCE_MS = 60_000;
export const TEST_MS = 5 * PATIENCE_MS;
