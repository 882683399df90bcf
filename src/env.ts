/** The Worker's bindings, as wrangler.toml declares them. Types alone: nothing here is in the bundle. */
import type { UserAccount } from "./account/user-account.ts";
import type { Budget } from "./budget/durable.ts";
import type { ClassLibrary } from "./library/class-library.ts";
import type { Parser } from "./parser/parser.ts";
import type { ChatSession } from "./session/chat-session.ts";

export type Env = {
  CHAT_SESSION: DurableObjectNamespace<ChatSession>;
  USER_ACCOUNT: DurableObjectNamespace<UserAccount>;
  CLASS_LIBRARY: DurableObjectNamespace<ClassLibrary>;
  BUDGET: DurableObjectNamespace<Budget>;
  /** Originals of documents, under `<classId>/<file>`: what a document's first file is called is its id. */
  FILES: R2Bucket;
  ASSETS: Fetcher;
  PARSER: Service<Parser>;
  CF_VERSION_METADATA: WorkerVersionMetadata;
  /** Searches a minute and user. */
  SEARCH_RATE: RateLimit;
  /** Drafts a minute and user. */
  DRAFT_RATE: RateLimit;
  /** Refused or failed questions a minute and user. */
  REFUSAL_RATE: RateLimit;
  /** Questions a minute and user that come over HTTP. */
  ASK_RATE: RateLimit;
  /** Uploads a minute and user. */
  UPLOAD_RATE: RateLimit;
};
