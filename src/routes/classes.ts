/** Classes: listed by the account, made and changed by their own library. */
import { type Context, Hono } from "hono";
import { problemResponse, type Result, refuse } from "../failure.ts";
import { newId } from "../ids.ts";
import { newClassBody, serverId } from "../protocol.ts";
import type { AppEnv } from "./app-env.ts";
import { answered, readBody } from "./read-body.ts";

export const classRoutes = new Hono<AppEnv>()
  .get("/classes", async (c) => {
    const { userId } = c.get("principal");
    return answered(await c.env.USER_ACCOUNT.getByName(userId).classes({ userId }));
  })
  .post("/classes", async (c) => {
    const body = await readBody(c.req.raw, newClassBody);
    if (!body.ok) return problemResponse(body.failure);
    const { userId } = c.get("principal");
    const admitted = await c.env.USER_ACCOUNT.getByName(userId).admitClass({ userId });
    if (!admitted.ok) return problemResponse(admitted.failure);
    const made = { id: newId(), name: body.value.name, createdAt: new Date().toISOString(), documentCount: 0 };
    const created = await c.env.CLASS_LIBRARY.getByName(made.id).create({ userId, class: made });
    return created.ok ? c.json({ class: created.value }, 201) : problemResponse(created.failure);
  })
  .patch("/classes/:classId", async (c) => {
    const classId = classIdOf(c);
    if (!classId.ok) return problemResponse(classId.failure);
    const body = await readBody(c.req.raw, newClassBody);
    if (!body.ok) return problemResponse(body.failure);
    const { userId } = c.get("principal");
    const renamed = await c.env.CLASS_LIBRARY.getByName(classId.value).rename({ userId, name: body.value.name });
    return renamed.ok ? c.json({ class: renamed.value }) : problemResponse(renamed.failure);
  })
  .delete("/classes/:classId", async (c) => {
    const classId = classIdOf(c);
    if (!classId.ok) return problemResponse(classId.failure);
    const { userId } = c.get("principal");
    const removed = await c.env.CLASS_LIBRARY.getByName(classId.value).remove({ userId });
    return removed.ok ? c.json({}, 202) : problemResponse(removed.failure);
  });

/** The class that the path names; what cannot be an id is nobody's. */
export function classIdOf(c: Context<AppEnv>): Result<string> {
  const id = serverId.safeParse(c.req.param("classId"));
  return id.success ? { ok: true, value: id.data } : refuse("not-found", "There is no such class.");
}
