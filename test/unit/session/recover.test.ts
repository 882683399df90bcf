import { describe, expect, it } from "vitest";
import { decideRecovery } from "../../../src/session/recover.ts";

describe("recovering a turn that is stored as running", () => {
  it("[T10] it is live only when a pump of its very epoch is registered here", () => {
    expect(decideRecovery({ epoch: 2, attempt: 2, keepsText: true }, 2)).toBe("live");
    expect(decideRecovery({ epoch: 2, attempt: 2, keepsText: true }, 1)).toBe("failed");
  });
  it("[T11] a first attempt that died is run again once, a second one fails", () => {
    expect(decideRecovery({ epoch: 1, attempt: 1, keepsText: true }, null)).toBe("rerun");
    expect(decideRecovery({ epoch: 2, attempt: 2, keepsText: true }, null)).toBe("failed");
  });
  it("[T12] a turn whose question was not kept cannot be run again", () => {
    expect(decideRecovery({ epoch: 1, attempt: 1, keepsText: false }, null)).toBe("failed");
  });
});
