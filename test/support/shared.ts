/**
 * What lies beside the repository in `../shared`: the contract's stand-in model and the evaluation data.
 * A clone without it runs every other test; those that need it are skipped and say why.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../../../shared");

/** The path of a file or folder in `../shared`, or null, with a warning, when it is not there. */
export function sharedPath(path: string): string | null {
  const found = resolve(ROOT, path);
  if (existsSync(found)) return found;
  console.warn(`skipped: these tests need ${found}, which is not there`);
  return null;
}

/** One request that the stand-in model got. */
export type UpstreamRequest = {
  path: string;
  body: Record<string, unknown>;
  question?: string;
  tokens: number;
  /** The connection or the response is over; `aborted`: it was the other side that ended it. */
  closed?: boolean;
  aborted: boolean;
};

/** The stand-in for the OpenAI API: real HTTP, misbehaving as a directive in the question says. */
export type StandIn = {
  url: string;
  port: number;
  log: UpstreamRequest[];
  release(part: string): void;
  close(): Promise<void>;
};

type StandInModule = {
  startUpstream(options?: { port?: number; host?: string }): Promise<StandIn>;
  answerTokens(messages: { role: string; content: string }[]): string[];
};

/** Loads the stand-in model's module, or null when `../shared` is not there. */
export async function loadStandIn(): Promise<StandInModule | null> {
  const path = sharedPath("contract/upstream.mjs");
  return path === null ? null : ((await import(/* @vite-ignore */ pathToFileURL(path).href)) as StandInModule);
}
