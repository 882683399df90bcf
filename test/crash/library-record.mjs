/**
 * What one user was told of one class: a document that was acknowledged must be there, with the bytes that came last. What was cut
 * off by a kill may have come or not. Judges what is found after a restart; knows nothing of HTTP.
 */

/** @typedef {import("./chat-record.mjs").Violated} Violated */
/**
 * Bytes that a document was to have: several when they were sent at once. `acknowledged`: they came, so older ones are gone.
 * @typedef {{ hashes: Set<string>, acknowledged: boolean }} Version
 */
/**
 * `busy`: something is being done to it, so nobody else may, or the order would not be known.
 * `isOwn`: it was uploaded by itself, and may be replaced and removed.
 * @typedef {{ id: string, versions: Version[], removal: "none" | "asked" | "acknowledged", busy: boolean, isOwn: boolean }} KnownDocument
 */
/** @typedef {{ id: string, hash: string, entries: Set<string>, removal: "none" | "asked" | "acknowledged", busy: boolean }} KnownArchive */
/** @typedef {{ id: string, hash: string, status: string, update: { error: string | null } | null }} Found */

export class LibraryRecord {
  /** @type {Map<string, KnownDocument>} */
  documents = new Map();
  /** @type {Map<string, KnownArchive>} */
  archives = new Map();
  /** Bytes of uploads that were cut off: a document of them may be there. @type {Set<string>} */
  maybe = new Set();
  /** Ids that were removed, and must not come back. @type {Set<string>} */
  gone = new Set();
  /** What the account's socket told last of each document. @type {Map<string, string>} */
  told = new Map();

  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  /** Documents that something may be done to. */
  get free() {
    return [...this.documents.values()].filter(({ busy, removal, isOwn }) => isOwn && !busy && removal === "none");
  }

  /** How many documents are on their way, as far as was told. */
  get underWay() {
    return [...this.told.values()].filter((status) => status === "queued" || status === "processing").length;
  }

  /**
   * Notes bytes that are sent to be a document, or a new version of one.
   * @param {KnownDocument} document
   * @param {string[]} hashes
   * @returns {Version}
   */
  begin({ versions }, hashes) {
    const version = { hashes: new Set(hashes), acknowledged: false };
    versions.push(version);
    return version;
  }

  /**
   * An upload was answered with this document: it is new, or one that had the bytes already.
   * @param {string} id
   * @param {string} hash
   */
  came(id, hash) {
    if (this.documents.has(id) || this.archives.has(id)) return;
    const version = { hashes: new Set([hash]), acknowledged: false };
    this.documents.set(id, { id, versions: [version], removal: "none", busy: false, isOwn: true });
  }

  /**
   * The bytes that a document may have now: those that came last and can be read, and what may have come after them.
   * @param {KnownDocument} document
   * @param {(hash: string) => boolean} isReadable
   */
  expected({ versions }, isReadable) {
    const hashes = new Set();
    for (const version of versions.toReversed()) {
      for (const hash of version.hashes) hashes.add(hash);
      if (version.acknowledged && [...version.hashes].every(isReadable)) break;
    }
    return hashes;
  }

  /**
   * Holds what is listed against what was promised, and learns what the kills kept it from hearing.
   * @param {readonly Found[]} found
   * @param {{ violated: Violated, isReadable: (hash: string) => boolean, isOfArchive: (hash: string) => boolean }} judge
   */
  isKept(found, { violated, isReadable, isOfArchive }) {
    const listed = new Map(found.map((one) => [one.id, one]));
    const byHash = Map.groupBy(found, ({ hash }) => hash);
    for (const [hash, twins] of byHash) if (twins.length > 1) violated("twice", { class: this.id, hash, twins });
    for (const id of this.gone) if (listed.has(id)) violated("came back", { class: this.id, id });
    for (const document of this.documents.values()) {
      const one = listed.get(document.id);
      if (document.removal === "asked") document.removal = one === undefined ? "acknowledged" : "none";
      if (document.removal === "acknowledged") {
        this.documents.delete(document.id);
        this.gone.add(document.id);
      } else if (one === undefined) {
        violated("lost", { class: this.id, document });
      } else if (!this.expected(document, isReadable).has(one.hash)) {
        violated("other bytes", {
          class: this.id,
          found: one,
          versions: document.versions.map((v) => [...v.hashes, v.acknowledged]),
        });
      } else {
        document.versions = [{ hashes: new Set([one.hash]), acknowledged: true }];
      }
    }
    for (const { hash, id } of found) {
      if (this.documents.has(id)) continue;
      if (!this.maybe.has(hash)) violated("a document of nobody", { class: this.id, id, hash });
      const version = { hashes: new Set([hash]), acknowledged: true };
      this.documents.set(id, { id, versions: [version], removal: "none", busy: false, isOwn: !isOfArchive(hash) });
    }
    for (const { id, entries, removal } of this.archives.values()) {
      if (removal !== "none") continue;
      for (const hash of entries) if (!byHash.has(hash)) violated("lost", { class: this.id, archive: id, hash });
    }
  }
}
