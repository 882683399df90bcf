/** The page's own addresses: read and written in one place. Pure. */

/** What a chat to be asks: one document, one class, or (both null) everything. */
export type Scope = { classId: string | null; docId: string | null };

export type PageRoute =
  | { page: "new"; scope: Scope }
  | { page: "chat"; chatId: string }
  | { page: "class"; classId: string }
  /** A study guide of a chat, as a document. */
  | { page: "guide"; chatId: string; messageId: string }
  /** One document at page `at`, perhaps with a passage of it marked. */
  | { page: "document"; classId: string; docId: string; at: number; chunkId: string | null; quote: string | null };

/**
 * The route of an address; what it does not know is a new chat. `search` and `hash` with or without their first sign.
 * Quoted words stand behind the hash: no server and no log gets them.
 */
export function parseRoute(path: string, search: string, hash = ""): PageRoute {
  const [first, id, second, third] = path.split("/").filter(Boolean).map(decoded);
  if (first === "chat" && id && second === "guide" && third) return { page: "guide", chatId: id, messageId: third };
  if (first === "chat" && id) return { page: "chat", chatId: id };
  if (first === "class" && id && second === "document" && third) {
    const query = new URLSearchParams(search);
    const at = Number(query.get("page"));
    const chunkId = query.get("chunk") || null;
    const quote = new URLSearchParams(hash.replace(/^#/, "")).get("quote") || null;
    return {
      page: "document",
      classId: id,
      docId: third,
      at: Number.isInteger(at) && at > 0 && at < 1_000_000 ? at : 1,
      chunkId,
      quote: chunkId === null ? null : quote,
    };
  }
  if (first === "class" && id) return { page: "class", classId: id };
  const query = new URLSearchParams(search);
  const classId = query.get("class") || null;
  return { page: "new", scope: { classId, docId: classId ? query.get("doc") || null : null } };
}

/** The address of a route. */
export function pathOf(route: PageRoute): string {
  switch (route.page) {
    case "chat":
      return `/chat/${encodeURIComponent(route.chatId)}`;
    case "guide":
      return `/chat/${encodeURIComponent(route.chatId)}/guide/${encodeURIComponent(route.messageId)}`;
    case "class":
      return `/class/${encodeURIComponent(route.classId)}`;
    case "document": {
      const path = `/class/${encodeURIComponent(route.classId)}/document/${encodeURIComponent(route.docId)}`;
      const query = new URLSearchParams({ page: String(route.at) });
      if (route.chunkId !== null) query.set("chunk", route.chunkId);
      const hash =
        route.chunkId !== null && route.quote !== null ? `#${new URLSearchParams({ quote: route.quote })}` : "";
      return `${path}?${query}${hash}`;
    }
    case "new": {
      const query = new URLSearchParams();
      if (route.scope.classId) query.set("class", route.scope.classId);
      if (route.scope.classId && route.scope.docId) query.set("doc", route.scope.docId);
      const text = query.toString();
      return text ? `/?${text}` : "/";
    }
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
