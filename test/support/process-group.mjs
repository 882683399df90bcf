/** Process groups of this machine, read from /proc: who is in one, what its processes have spent, and their end. Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Clock ticks a second, which the kernel fixes for /proc at 100 (USER_HZ). */
const TICKS_A_SECOND = 100;

/**
 * The live processes of a group; one that has ended but was not yet buried is not among them.
 * @param {number} group the id of its first process
 * @returns {{ pid: number, name: string, cpuMs: number }[]}
 */
export function processesOf(group) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const process = readStat(Number(name));
      return process?.group === group && process.state !== "Z" ? [process] : [];
    });
}

/**
 * @param {number} pid
 * @returns {{ pid: number, name: string, state: string, group: number, cpuMs: number } | null}
 */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold anything.
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    const [state = "", , group] = fields;
    const ticks = Number(fields[11]) + Number(fields[12]);
    const name = stat.slice(stat.indexOf("(") + 1, end);
    return { pid, name, state, group: Number(group), cpuMs: (ticks * 1_000) / TICKS_A_SECOND };
  } catch {
    return null;
  }
}

/** @type {Set<number>} */
const groups = new Set();
process.on("exit", () => {
  for (const group of groups) signal(group, "SIGKILL");
});
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(name, () => process.exit(130));

/**
 * From now on this group does not outlive us.
 * @param {number} group
 */
export function adoptGroup(group) {
  groups.add(group);
}

/**
 * Kills every process of a group at once; resolves when the last one is gone and holds no file any more.
 * @param {number} group
 */
export async function killGroup(group) {
  signal(group, "SIGKILL");
  while (processesOf(group).length > 0) await sleep(2);
  groups.delete(group);
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} name
 */
function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // Nobody is left in it.
  }
}
