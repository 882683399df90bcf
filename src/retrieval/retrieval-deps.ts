/** Retrieval over the service's own objects: the one way in which turns, drafts and the search endpoint reach it. */
import type { Config } from "../config.ts";
import type { Env } from "../env.ts";
import { makeEmbedder } from "../model/embed.ts";
import { remembering } from "./remembering.ts";
import { MAX_COVERAGE, type RetrievalDeps, WIDE_COVERAGE } from "./retrieve.ts";

const RECENT_CLASSES = 8;

/** What `retrieve` needs, from the bindings. */
export function retrievalDeps(env: Env, config: Config): RetrievalDeps {
  const embedder = makeEmbedder(config);
  return {
    coverage: config.openai.apiKey === null ? WIDE_COVERAGE : MAX_COVERAGE,
    library: (classId) => env.CLASS_LIBRARY.getByName(classId),
    recentClasses: (userId) => env.USER_ACCOUNT.getByName(userId).recentClasses({ userId, limit: RECENT_CLASSES }),
    embed:
      embedder === null
        ? null
        : remembering(async (text, signal) => {
            const embedded = await embedder.embed([text], signal);
            const [vector] = embedded.ok ? embedded.value : [];
            return vector === undefined ? null : Array.from(vector);
          }),
  };
}
