/** Calls one class's library as the service does, and tells how long each call took by the clock of the runtime. */
type Ask = { userId: string; classId: string; queries: { query: string; vector: number[] | null }[]; limit: number };
type Call = { userId: string; query: string; vector: number[] | null; docId: null; limit: number };
type Reply = { ok: boolean; value?: unknown[] };
type Library = { search(p: Call): Promise<Reply> };
type Env = { CLASS_LIBRARY: { getByName(name: string): Library } };

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { userId, classId, queries, limit } = (await request.json()) as Ask;
    const library = env.CLASS_LIBRARY.getByName(classId);
    const times: number[] = [];
    let found = 0;
    for (const { query, vector } of queries) {
      const begun = performance.now();
      const reply = await library.search({ userId, query, vector, docId: null, limit });
      times.push(performance.now() - begun);
      if (!reply.ok) return Response.json(reply, { status: 500 });
      found += reply.value?.length ?? 0;
    }
    return Response.json({ times, found });
  },
};
