/** Files on their way to a class: at most two at a time, each with its progress, and its reason when it failed. */
import type { Document } from "../../src/protocol.ts";
import { ApiError } from "../api.ts";
import { uploadFile } from "../upload.ts";
import { Store } from "./store.ts";

export type Upload = {
  id: number;
  classId: string;
  file: File;
  /** The document that the file is a new version of. */
  replaces: string | null;
  /** 0 to 1. */
  sent: number;
  failed: { code: string; error: string } | null;
};

const AT_ONCE = 2;

/** A queue of uploads; what has arrived leaves it. */
export class Uploads {
  readonly state: Store<readonly Upload[]>;
  readonly #running = new Map<number, AbortController>();
  readonly #onDocument: (document: Document) => void;
  #lastId = 0;

  constructor(p: { soon: (run: () => void) => void; onDocument: (document: Document) => void }) {
    this.state = new Store<readonly Upload[]>([], p.soon);
    this.#onDocument = p.onDocument;
  }

  /** `replaces` gives the document that a file is a new version of. */
  readonly add = (
    classId: string,
    files: readonly File[],
    replaces: (file: File) => string | null = () => null,
  ): void => {
    const more = files.map((file) => ({
      id: ++this.#lastId,
      classId,
      file,
      replaces: replaces(file),
      sent: 0,
      failed: null,
    }));
    this.state.set([...this.state.now(), ...more]);
    this.#next();
  };

  /** Cancels a running upload, forgets a failed one. */
  readonly drop = (id: number): void => {
    this.#running.get(id)?.abort();
    this.#remove(id);
    this.#next();
  };

  readonly retry = (id: number): void => {
    this.#change(id, { sent: 0, failed: null });
    this.#next();
  };

  #next(): void {
    for (const upload of this.state.now()) {
      if (this.#running.size >= AT_ONCE) return;
      if (!upload.failed && !this.#running.has(upload.id)) void this.#run(upload);
    }
  }

  async #run({ id, classId, file, replaces }: Upload): Promise<void> {
    const cord = new AbortController();
    this.#running.set(id, cord);
    try {
      const document = await uploadFile({
        classId,
        file,
        replaces,
        signal: cord.signal,
        onProgress: (sent) => this.#change(id, { sent }),
      });
      this.#remove(id);
      this.#onDocument(document);
    } catch (cause) {
      const failed =
        cause instanceof ApiError ? { code: cause.code, error: cause.message } : { code: "internal", error: "" };
      this.#change(id, { failed });
    } finally {
      this.#running.delete(id);
      this.#next();
    }
  }

  #change(id: number, fields: Partial<Upload>): void {
    this.state.set(this.state.now().map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }

  #remove(id: number): void {
    this.state.set(this.state.now().filter((upload) => upload.id !== id));
  }
}
