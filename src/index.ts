/** The Worker's entry: the HTTP application and the Durable Objects it is made of. */
import { app } from "./app.ts";

export { UserAccount } from "./account/user-account.ts";
export { Budget } from "./budget/durable.ts";
export { ClassLibrary } from "./library/class-library.ts";
export { ChatSession } from "./session/chat-session.ts";

export default app;
