import { createExecutionContext, env, runInDurableObject, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../src/app.ts";
import { eventually } from "../support/worker/chat.ts";
import { clientOf, ORIGIN, send, tokenFor } from "../support/worker/http.ts";

const MIB = 1024 * 1024;
let token: string;
let classId: string;
let documents: string;
const call = (...args: Parameters<ReturnType<typeof clientOf>>) => clientOf(token)(...args);

beforeAll(async () => {
  token = await tokenFor("ann");
  const made = await call("POST", "/classes", { name: "Biology" });
  expect(made.status, made.text).toBe(201);
  classId = idIn(made.json.class);
  documents = `/classes/${classId}/documents`;
});

function idIn(value: unknown): string {
  if (typeof value === "object" && value !== null && "id" in value) return String(value.id);
  throw new Error(`no id in ${JSON.stringify(value)}`);
}
/** Sends a body with its own headers, straight to the application. */
async function upload(
  body: BodyInit | ReadableStream,
  headers: Record<string, string> = {},
  settings = {},
  query = "",
) {
  const context = createExecutionContext();
  const authorization = `Bearer ${token}`;
  const init = { method: "POST", body, headers: { authorization, ...headers } };
  const request = new Request(`${ORIGIN}/api/v1${documents}${query}`, init);
  const response = await app.fetch(request, { ...env, ...settings } as never, context);
  const json = await response.json<Record<string, unknown>>();
  await waitOnExecutionContext(context);
  return { status: response.status, json };
}
function formOf(content: Blob | string, name = "notes.txt", type = "text/plain") {
  const form = new FormData();
  form.set("file", new File([content], name, { type }));
  return form;
}
/** Bytes whose place in the file can be told. */
function pattern(bytes: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) data[i] = (i * 31 + (i >> 12)) & 0xff;
  return data;
}
const digest = async (bytes: ArrayBuffer) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toString();
const raw = (name: string, type = "text/plain") => ({ "content-type": type, "x-filename": name });
const keysOf = async () => (await env.FILES.list({ prefix: classId })).objects.map(({ key }) => key).sort();

describe("uploads", () => {
  it("[A13] a multipart file and a raw body are stored, listed and read back, byte for byte", async () => {
    for (const [body, headers] of [
      [formOf("Mitosis has four phases.", "Übung 1.txt"), {}],
      ["Mitosis has four phases.", raw("%C3%9Cbung%201.txt")],
    ] as const) {
      const { status, json } = await upload(body, headers);
      expect(status, JSON.stringify(json)).toBe(202);
      expect(json.document).toMatchObject({ classId, name: "Übung 1.txt", mediaType: "text/plain", bytes: 24 });
      const docId = idIn(json.document);
      expect((await call("GET", `${documents}/${docId}`)).json.document).toMatchObject({ id: docId });
      const list = (await call("GET", documents)).json.documents;
      expect(list).toEqual(expect.arrayContaining([expect.objectContaining({ id: docId })]));
      const file = await call("GET", `${documents}/${docId}/file`);
      expect([file.status, file.text]).toEqual([200, "Mitosis has four phases."]);
      expect(file.headers.get("content-disposition")).toContain("attachment");
      expect(file.headers.get("content-disposition")).toContain("filename*=UTF-8''%C3%9Cbung%201.txt");
      expect(file.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("[A13] a body of unknown length goes up in parts and comes back whole", async () => {
    for (const [body, bytes] of [
      [(data: Blob) => formOf(data), 11 * MIB + 5],
      [(data: Blob) => data.stream(), 5 * MIB],
    ] as const) {
      const data = pattern(bytes);
      const sent = body(new Blob([data]));
      const { status, json } = await upload(
        sent,
        sent instanceof FormData ? {} : raw("big.bin", "application/octet-stream"),
      );
      expect(status, JSON.stringify(json)).toBe(202);
      expect(json.document).toMatchObject({ bytes });
      const stored = await env.FILES.get(`${classId}/${idIn(json.document)}`);
      expect(await digest((await stored?.arrayBuffer()) ?? new ArrayBuffer(0))).toBe(await digest(data.buffer));
    }
  });

  it("[A13] what is too large, empty or broken off is refused and leaves nothing", async () => {
    const [before, listed] = [await keysOf(), (await call("GET", documents)).json];
    const small = { UPLOAD_MAX_BYTES: String(6 * MIB) };
    const large = pattern(7 * MIB);
    const broken = new TextEncoder().encode(
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf a f',
    );
    for (const [what, code] of [
      [upload(formOf(new Blob([large])), {}, small), "too-large"],
      [upload(large, raw("a.bin"), small), "too-large"],
      [upload(new Blob([large]).stream(), raw("a.bin"), small), "too-large"],
      [upload(large, { ...raw("a.bin"), "content-length": String(large.length) }, small), "too-large"],
      [upload(formOf("")), "bad-request"],
      [upload("", raw("a.txt")), "bad-request"],
      [upload(broken, { "content-type": "multipart/form-data; boundary=b" }), "bad-request"],
      [upload("no name", { "content-type": "text/plain" }), "bad-request"],
    ] as const) {
      expect((await what).json.code).toBe(code);
    }
    expect(await keysOf()).toEqual(before);
    expect((await call("GET", documents)).json).toEqual(listed);
  });
});

describe("a storage that fails", () => {
  it("[L87] is told of at once, and the upload leaves nothing", async () => {
    const idsOf = async () => (await listOf()).map(({ id }) => id);
    const [before, listed] = [await keysOf(), await idsOf()];
    const down = () => Promise.reject(new Error("internal error (10001)"));
    const FILES = { put: down, createMultipartUpload: down, delete: (key: string) => env.FILES.delete(key) };
    const data = pattern(6 * MIB);
    for (const [body, headers] of [
      [data, { ...raw("a.bin"), "content-length": String(data.length) }],
      [formOf("Cells divide."), {}],
      [new Blob([data]).stream(), raw("b.bin")],
    ] as const) {
      const refused = await upload(body, headers, { FILES });
      expect(refused).toMatchObject({ status: 503, json: { code: "unavailable" } });
      expect(JSON.stringify(refused.json)).not.toContain("10001");
    }
    expect([await keysOf(), await idsOf()]).toEqual([before, listed]);
  });
});

describe("the same bytes", () => {
  it("[L70] are known whichever way they come, and are one document and one file", async () => {
    for (const bytes of [20, 5 * MIB, 11 * MIB + 5]) {
      const data = pattern(bytes);
      const whole = { ...raw("a.bin"), "content-length": String(bytes) };
      const hex = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join("");
      const ids: string[] = [];
      for (const [body, headers] of [
        [data, whole],
        [formOf(new Blob([data])), {}],
        [new Blob([data]).stream(), raw("b.bin")],
      ] as const) {
        const { status, json } = await upload(body, headers);
        expect(status, JSON.stringify(json)).toBe(202);
        ids.push(idIn(json.document));
        await runInDurableObject(env.CLASS_LIBRARY.getByName(classId), (_object, state) => {
          const sql = "SELECT hash FROM document WHERE id = ?";
          expect(state.storage.sql.exec(sql, ids.at(-1)).one()).toEqual({ hash: hex });
        });
      }
      expect(new Set(ids).size, String(bytes)).toBe(1);
      await call("DELETE", `${documents}/${ids[0]}`);
    }
    await eventually(async () => expect(await keysOf()).toHaveLength((await listOf()).length));
  });
});

const listOf = async () => (await call("GET", documents)).json.documents as { id: string }[];

describe("a new version", () => {
  it("[L73] is uploaded in place of a document, named in the address or in a header", async () => {
    const { json } = await upload("The first version.", raw("first.txt"));
    const docId = idIn(json.document);
    const path = `${documents}/${docId}`;
    const isReady = (name: string) =>
      eventually(async () => expect((await call("GET", path)).json.document).toMatchObject({ status: "ready", name }));
    await isReady("first.txt");
    const before = (await listOf()).length;
    expect(await upload("The second version.", { ...raw("second.txt"), "x-replaces": docId })).toMatchObject({
      status: 202,
      json: { document: { id: docId } },
    });
    await isReady("second.txt");
    expect(await upload("The third version.", raw("third.txt"), {}, `?replaces=${docId}`)).toMatchObject({
      status: 202,
      json: { document: { id: docId } },
    });
    await isReady("third.txt");
    expect((await call("GET", `${path}/file`)).text).toBe("The third version.");
    expect((await call("GET", `${path}/pages/1`)).json.text).toBe("The third version.");
    expect(await listOf()).toHaveLength(before);
    const { json: other } = await upload("Another document.", raw("other.txt"));
    await eventually(async () =>
      expect((await call("GET", `${documents}/${idIn(other.document)}`)).json.document).toMatchObject({
        status: "ready",
      }),
    );
    for (const [body, query, status, code] of [
      ["x", `?replaces=${"0".repeat(32)}`, 404, "not-found"],
      ["x", "?replaces=nonsense", 404, "not-found"],
      ["Another document.", `?replaces=${docId}`, 409, "conflict"],
    ] as const) {
      expect(await upload(body, raw("a.txt"), {}, query)).toMatchObject({ status, json: { code } });
    }
    await call("DELETE", path);
    expect(await upload("y", raw("a.txt"), {}, `?replaces=${docId}`)).toMatchObject({ status: 404 });
  });
});

describe("what a student says of a document", () => {
  it("[L80] is taken in bounds and refused with a code", async () => {
    const { json } = await upload("A text to be named.", raw("named.txt"));
    const path = `${documents}/${idIn(json.document)}`;
    expect(await call("PATCH", path, { name: "Cells", reference: "Smith, J. (2019). Cells." })).toMatchObject({
      status: 200,
      json: { document: { name: "Cells", reference: "Smith, J. (2019). Cells." } },
    });
    for (const body of [
      {},
      { name: "" },
      { name: 5 },
      { name: "a".repeat(201) },
      { reference: "a".repeat(501) },
      { reference: {} },
      { update: {} },
      [],
      "x",
    ]) {
      expect(await call("PATCH", path, body), JSON.stringify(body).slice(0, 40)).toMatchObject({
        status: 400,
        json: { code: "bad-request" },
      });
    }
    expect(await call("PATCH", path, { name: "a", junk: "x".repeat(1_100_000) })).toMatchObject({ status: 413 });
    expect((await call("PATCH", `${documents}/${"0".repeat(32)}`, { name: "a" })).status).toBe(404);
    const limited = { ...env, UPLOAD_RATE: { limit: async () => ({ success: false }) } };
    const request = new Request(`${ORIGIN}/api/v1${path}`, {
      method: "PATCH",
      body: JSON.stringify({ name: "a" }),
      headers: { authorization: `Bearer ${token}` },
    });
    const refused = await app.fetch(request, limited as never, createExecutionContext());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    await call("DELETE", path);
  });
});

describe("a stored file", () => {
  it("[A14] is served by ranges", async () => {
    const { json } = await upload("0123456789", raw("digits.txt"));
    const path = `${documents}/${idIn(json.document)}/file`;
    for (const [range, status, text, contentRange] of [
      ["bytes=2-4", 206, "234", "bytes 2-4/10"],
      ["bytes=7-", 206, "789", "bytes 7-9/10"],
      ["bytes=-2", 206, "89", "bytes 8-9/10"],
      ["bytes=10-", 416, "", "bytes */10"],
      ["bytes=0-1,4-5", 200, "0123456789", null],
    ] as const) {
      const part = await call("GET", path, undefined, { range });
      expect([part.status, part.text, part.headers.get("content-range")], range).toEqual([status, text, contentRange]);
    }
    const whole = await call("GET", path);
    const etag = whole.headers.get("etag") ?? "";
    expect(whole.headers.get("accept-ranges")).toBe("bytes");
    expect((await call("GET", path, undefined, { "if-none-match": etag })).status).toBe(304);
    expect((await call("GET", path, undefined, { range: "bytes=0-1", "if-range": etag })).status).toBe(206);
    expect((await call("GET", path, undefined, { range: "bytes=0-1", "if-range": '"another"' })).status).toBe(200);
    const head = await call("HEAD", path);
    expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "10"]);
  });
});

describe("what belongs to somebody else", () => {
  it("[A16] is answered exactly as what does not exist", async () => {
    const { json } = await upload("secret", raw("secret.txt"));
    const docId = idIn(json.document);
    const thief = clientOf(await tokenFor("eve"));
    const [real, none] = [`/classes/${classId}`, `/classes/${"0".repeat(32)}`];
    for (const [method, path, body] of [
      ["PATCH", "", { name: "mine" }],
      ["DELETE", ""],
      ["GET", "/documents"],
      ["GET", `/documents/${docId}`],
      ["PATCH", `/documents/${docId}`, { name: "mine" }],
      ["DELETE", `/documents/${docId}`],
      ["GET", `/documents/${docId}/file`],
      ["GET", `/documents/${docId}/pages/1`],
      ["GET", "/search?q=secret"],
    ] as const) {
      const [theirs, nobodys] = [
        await thief(method, `${real}${path}`, body),
        await thief(method, `${none}${path}`, body),
      ];
      expect([theirs.status, theirs.text], `${method} ${path}`).toEqual([404, nobodys.text]);
    }
    const authorization = `Bearer ${await tokenFor("eve")}`;
    const sent = await send("POST", `/api/v1${documents}`, { headers: { authorization, ...raw("a.txt") }, body: "x" });
    expect(sent.status).toBe(404);
    expect((await call("GET", `${documents}/${docId}`)).status).toBe(200);
    expect((await thief("GET", "/classes")).json).toEqual({ classes: [] });
  });
});

describe("search", () => {
  it("[A15] takes a query and a limit within its bounds", async () => {
    const path = `/classes/${classId}/search`;
    for (const query of [
      "",
      "?q=",
      "?q=%20",
      "?q=a&limit=0",
      "?q=a&limit=51",
      "?q=a&limit=-5",
      "?q=a&limit=x",
      `?q=${"a".repeat(8_001)}`,
    ]) {
      const answer = await call("GET", `${path}${query}`);
      expect([answer.status, answer.json.code], query.slice(0, 30)).toEqual([400, "bad-request"]);
    }
    expect((await call("GET", `${path}?q=a&docId=nope`)).status).toBe(404);
    const found = await call("GET", `${path}?q=mitosis&limit=50`);
    expect(found, found.text).toMatchObject({ status: 200, json: { chunks: expect.any(Array) } });
  });

  it("[A15] is refused after too many in a minute", async () => {
    const limited = { ...env, SEARCH_RATE: { limit: async () => ({ success: false }) } };
    const request = new Request(`${ORIGIN}/api/v1/classes/${classId}/search?q=a`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const response = await app.fetch(request, limited as never, createExecutionContext());
    expect([response.status, await response.json()]).toMatchObject([429, { code: "rate-limited" }]);
    expect(response.headers.get("retry-after")).toBe("60");
  });
});

describe("classes", () => {
  it("[A16] are made, listed, renamed and removed", async () => {
    const owner = clientOf(await tokenFor("bob"));
    const made = await owner("POST", "/classes", { name: "  Chemistry " });
    expect(made).toMatchObject({ status: 201, json: { class: { name: "Chemistry", documentCount: 0 } } });
    const path = `/classes/${idIn(made.json.class)}`;
    expect(await owner("PATCH", path, { name: "Physics" })).toMatchObject({
      status: 200,
      json: { class: { name: "Physics" } },
    });
    expect((await owner("GET", "/classes")).json.classes).toMatchObject([{ name: "Physics" }]);
    expect((await owner("DELETE", path)).status).toBe(202);
    expect((await owner("GET", `${path}/documents`)).status).toBe(404);
    expect((await owner("GET", "/classes")).json.classes).toEqual([]);
    expect((await owner("GET", "/classes/..%2f..%2fetc/documents")).status).toBe(404);
  });
});
