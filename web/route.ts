/** The page's own addresses: read and written in one place. Pure. */

/** What a chat to be asks: one document, one class, or (both null) everything. */
export type Scope = { classId: string | null; docId: string | null };

export type PageRoute =
  | { page: "new"; scope: Scope }
  | { page: "chat"; chatId: string }
  | { page: "class"; classId: string };

/** The route of an address; what it does not know is a new chat. `search` with or without its question mark. */
export function parseRoute(path: string, search: string): PageRoute {
  const [first, id] = path.split("/").filter(Boolean).map(decoded);
  if (first === "chat" && id) return { page: "chat", chatId: id };
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
    case "class":
      return `/class/${encodeURIComponent(route.classId)}`;
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
