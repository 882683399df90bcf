import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UploadBroken } from "../../../src/library/upload-broken.ts";
import { readUpload, safeName } from "../../../src/routes/read-upload.ts";

/** A body that arrives in pieces of `size` bytes, and counts how many were taken. */
function inPieces(bytes: Uint8Array, size: number) {
  const state = { taken: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = bytes.slice(state.taken, state.taken + size);
        state.taken += piece.length;
        if (piece.length === 0) controller.close();
        else controller.enqueue(piece);
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}

async function sent(form: FormData): Promise<{ type: string; bytes: Uint8Array }> {
  const request = new Request("http://x/", { method: "POST", body: form });
  return { type: request.headers.get("content-type") ?? "", bytes: new Uint8Array(await request.arrayBuffer()) };
}
function post(type: string, bytes: Uint8Array, size = 1_000, headers = {}) {
  const { stream, state } = inPieces(bytes, size);
  const init = { method: "POST", body: stream, headers: { "content-type": type, ...headers }, duplex: "half" };
  return { request: new Request("http://x/", init as RequestInit), state };
}
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();
function formWith(content: string | Uint8Array<ArrayBuffer>, name = "a.txt", type = "text/plain") {
  const form = new FormData();
  form.set("note", "before");
  form.set("file", new File([content], name, { type }));
  form.set("after", "x");
  return form;
}

describe("an upload as multipart", () => {
  it.each([1, 7, 64, 100_000])(
    "[A13] the field `file` is found whatever the pieces are, here of %i bytes",
    async (size) => {
      const content = "lines\r\n--not the boundary\r\nend\r\n";
      const { type, bytes } = await sent(formWith(content, "Übung – 笔记 (1).md", "text/markdown"));
      const upload = await readUpload(post(type, bytes, size).request);
      if (!upload.ok) throw new Error(upload.failure.error);
      expect(upload.value).toMatchObject({ name: "Übung – 笔记 (1).md", mediaType: "text/markdown", bytes: null });
      expect(await textOf(upload.value.body)).toBe(content);
    },
  );

  it("[A13] any bytes come through unchanged", async () => {
    const piece = fc.integer({ min: 1, max: 50 });
    const content = fc.uint8Array({ maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(content, piece, async (wanted, size) => {
        const { type, bytes } = await sent(formWith(new Uint8Array(wanted)));
        const upload = await readUpload(post(type, bytes, size).request);
        if (!upload.ok) throw new Error(upload.failure.error);
        expect(await new Response(upload.value.body).arrayBuffer()).toEqual(new Uint8Array(wanted).buffer);
      }),
      { numRuns: 60 },
    );
  });

  it("[A13] the body is read as it is asked for, never gathered", async () => {
    const { type, bytes } = await sent(formWith("x".repeat(500_000)));
    const { request, state } = post(type, bytes, 1_000);
    const upload = await readUpload(request);
    if (!upload.ok) throw new Error(upload.failure.error);
    expect(state.taken).toBeLessThan(10_000);
    const reader = upload.value.body.getReader();
    await reader.read();
    await new Promise((wake) => setTimeout(wake, 20));
    expect(state.taken).toBeLessThan(20_000);
    await reader.cancel();
    expect(state.cancelled).toBe(true);
  });

  it("[A13] a body that ends inside the file breaks off, and is not taken for a shorter file", async () => {
    const { type, bytes } = await sent(formWith("x".repeat(5_000)));
    const upload = await readUpload(post(type, bytes.slice(0, 3_000)).request);
    if (!upload.ok) throw new Error(upload.failure.error);
    await expect(textOf(upload.value.body)).rejects.toThrow(UploadBroken);
  });

  it.each([
    ["no field of that name", "file2", 'name="file2"; filename="a"'],
    ["a field that is no file", "file", 'name="file"'],
  ])("[A13] %s is a bad request", async (_, __, disposition) => {
    const body = `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nhello\r\n--b--\r\n`;
    const bytes = new TextEncoder().encode(body);
    expect(await readUpload(post("multipart/form-data; boundary=b", bytes).request)).toMatchObject({
      failure: { code: "bad-request" },
    });
  });

  it.each(["", "--b", "garbage without any boundary", "--b\r\n\r\n\r\n--b--"])(
    "[A13] %j as a body is a bad request",
    async (body) => {
      const bytes = new TextEncoder().encode(body);
      for (const type of ["multipart/form-data; boundary=b", "multipart/form-data; x=y"]) {
        expect(await readUpload(post(type, bytes).request)).toMatchObject({ failure: { code: "bad-request" } });
      }
    },
  );

  it("[A13] a flood before the file is cut off", async () => {
    const part = `--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n${"y".repeat(3_000_000)}\r\n`;
    const { request, state } = post("multipart/form-data; boundary=b", new TextEncoder().encode(part), 10_000);
    expect(await readUpload(request)).toMatchObject({ failure: { code: "bad-request" } });
    expect(state.taken).toBeLessThan(200_000);
  });

  it("[A13] a flood in front of the first part is cut off as well", async () => {
    const { request, state } = post("multipart/form-data; boundary=b", new Uint8Array(3_000_000).fill(120), 10_000);
    expect(await readUpload(request)).toMatchObject({ failure: { code: "bad-request" } });
    expect(state.taken).toBeLessThan(200_000);
    expect(state.cancelled).toBe(true);
  });

  it("[A13] a name with half an escape is a bad request, and behind the file it does not matter", async () => {
    const bad = `--b\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''%ZZ\r\n\r\nhello\r\n`;
    const good = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n`;
    const read = (body: string) =>
      readUpload(post("multipart/form-data; boundary=b", new TextEncoder().encode(`${body}--b--\r\n`)).request);
    expect(await read(bad)).toMatchObject({ failure: { code: "bad-request" } });
    const upload = await read(good + bad);
    if (!upload.ok) throw new Error(upload.failure.error);
    expect(await textOf(upload.value.body)).toBe("hello");
  });

  it("[A13] names may come encoded, quoted or with filename*", async () => {
    for (const [given, name] of [
      ['filename="a%22b.txt"', 'a"b.txt'],
      ['filename="a\\"b.txt"', 'a"b.txt'],
      ["filename=plain.txt", "plain.txt"],
      ["filename=\"x.txt\"; filename*=UTF-8''%C3%9C.txt", "Ü.txt"],
    ]) {
      const body = `--b\r\nContent-Disposition: form-data; name="file"; ${given}\r\n\r\nhello\r\n--b--\r\n`;
      const upload = await readUpload(post("multipart/form-data; boundary=b", new TextEncoder().encode(body)).request);
      expect(upload).toMatchObject({ ok: true, value: { name, mediaType: expect.any(String) } });
    }
  });
});

describe("an upload as the raw body", () => {
  it("[A13] takes its name from x-filename and its kind from content-type", async () => {
    const { request } = post("application/pdf; x=1", new Uint8Array([1, 2]), 1, {
      "x-filename": "%C3%9Cbung.pdf",
      "content-length": "2",
    });
    const upload = await readUpload(request);
    expect(upload).toMatchObject({ ok: true, value: { name: "Übung.pdf", mediaType: "application/pdf", bytes: 2 } });
  });

  it("[A13] without a name it is a bad request", async () => {
    const { request } = post("application/json", new TextEncoder().encode("{}"));
    expect(await readUpload(request)).toMatchObject({ failure: { code: "bad-request" } });
  });
});

describe("names of files", () => {
  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ann\\notes.txt", "notes.txt"],
    ["a\u0000b\r\n.txt", "ab.txt"],
    ["invoice\u202Efdp.exe", "invoicefdp.exe"],
    ["  ", "document"],
    ["..", "document"],
    ["e\u0301.txt", "é.txt"],
    ["half \ud800.txt", "half \ufffd.txt"],
  ])("[A13] %j becomes %j", (given, name) => {
    expect(safeName(given)).toBe(name);
  });

  it("[A13] a long name keeps its end and no half character", () => {
    expect(safeName(`${"x".repeat(500)}.pdf`)).toBe(`${"x".repeat(196)}.pdf`);
    const emoji = safeName(`a${"😀".repeat(300)}.pdf`);
    expect(emoji.length).toBeLessThanOrEqual(200);
    expect(emoji.isWellFormed()).toBe(true);
    expect(emoji).not.toContain("\ufffd");
  });
});
