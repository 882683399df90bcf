/** Files on their way to a class: at most two at a time, each with its progress, and what became of it where that has to be said. */
import type { Document } from "../../src/protocol.ts";
import { ApiError } from "../api.ts";
import type { uploadFile } from "../upload.ts";
import { Store } from "./store.ts";

export type Upload = {
  id: number;
  classId: string;
  file: File;
  /** The document that the file is a new version of. */
  replaces: string | null;
  at:
    | { state: "waiting" }
    /** `sent`: 0 to 1. */
    | { state: "sending"; sent: number }
    | { state: "failed"; code: string; error: string }
    /** The class has these very bytes already, as this document. */
    | { state: "same"; document: Document };
};

export type UploadDeps = {
  soon: (run: () => void) => void;
  send: typeof uploadFile;
  /** An upload begins: the documents of its class as far as they are known, and who is told when it has arrived. */
  begin: (classId: string) => { documents: readonly Document[]; arrived: (document: Document) => void };
};

const AT_ONCE = 2;

/** Whether somebody still has to wait for it. */
export const isOnTheWay = ({ at }: Upload): boolean => at.state === "waiting" || at.state === "sending";

/** A queue of uploads; what has arrived leaves it. */
export class Uploads {
  readonly state: Store<readonly Upload[]>;
  readonly #running = new Map<number, AbortController>();
  /** What came by this page: a file that was added twice at once finds its twin here. */
  readonly #arrived = new Set<string>();
  readonly #deps: UploadDeps;
  #lastId = 0;

  constructor(deps: UploadDeps) {
    this.state = new Store<readonly Upload[]>([], deps.soon);
    this.#deps = deps;
  }

  /** `replaces` gives the document that a file is a new version of. */
  readonly add = (
    classId: string,
    files: readonly File[],
    replaces: (file: File) => string | null = () => null,
  ): void => {
    const more = files.map(
      (file): Upload => ({
        id: ++this.#lastId,
        classId,
        file,
        replaces: replaces(file),
        at: { state: "waiting" },
      }),
    );
    this.state.set([...this.state.now(), ...more]);
    this.#next();
  };

  /** Cancels a running upload, forgets one that has ended. */
  readonly drop = (id: number): void => {
    this.#running.get(id)?.abort();
    this.state.set(this.state.now().filter((upload) => upload.id !== id));
    this.#next();
  };

  readonly retry = (id: number): void => {
    this.#change(id, { state: "waiting" });
    this.#next();
  };

  #next(): void {
    for (const upload of this.state.now()) {
      if (this.#running.size >= AT_ONCE) return;
      if (upload.at.state === "waiting" && !this.#running.has(upload.id)) void this.#run(upload);
    }
  }

  async #run(upload: Upload): Promise<void> {
    const { id, classId, file, replaces } = upload;
    const cord = new AbortController();
    this.#running.set(id, cord);
    this.#change(id, { state: "sending", sent: 0 });
    const { documents: before, arrived } = this.#deps.begin(classId);
    try {
      const document = await this.#deps.send({
        classId,
        file,
        replaces,
        signal: cord.signal,
        onProgress: (sent) => this.#change(id, { state: "sending", sent }),
      });
      if (isThere(upload, document, { before, arrived: this.#arrived })) this.#change(id, { state: "same", document });
      else this.drop(id);
      this.#arrived.add(document.id);
      arrived(document);
    } catch (cause) {
      const { code, message: error } = cause instanceof ApiError ? cause : { code: "internal", message: "" };
      this.#change(id, { state: "failed", code, error });
    } finally {
      this.#running.delete(id);
      this.#next();
    }
  }

  #change(id: number, at: Upload["at"]): void {
    this.state.set(this.state.now().map((upload) => (upload.id === id ? { ...upload, at } : upload)));
  }
}

/**
 * Whether a file changed nothing: it is answered by a document that was there before, or that stands as it is although a new
 * version of it was sent. One that had failed is read again with the file that came.
 */
export function isThere(
  { replaces }: Pick<Upload, "replaces">,
  document: Document,
  { before, arrived }: { before: readonly Document[]; arrived: ReadonlySet<string> },
): boolean {
  if (replaces !== null) return document.status === "ready" && (!document.update || document.update.error !== null);
  const known = before.find(({ id }) => id === document.id);
  return known ? known.status !== "failed" : arrived.has(document.id);
}
