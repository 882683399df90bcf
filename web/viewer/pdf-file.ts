/**
 * An open PDF: pdf.js behind the few things that the viewer needs (rule W96 says what it may not do). The bytes come by
 * ranges; parsing and drawing run in workers of our own origin, which end with the file. Nothing of the document runs:
 * no scripts, no forms, no attachments, no fonts or images from elsewhere, no code made from strings, no WebAssembly.
 */
import {
  AnnotationMode,
  GlobalWorkerOptions,
  getDocument,
  InvalidPDFException,
  PasswordException,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  RenderingCancelledException,
  TextLayer,
  version,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import rendererUrl from "pdfjs-dist/legacy/build/pdf.renderer.min.mjs?url";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { type PageRef, updateOfFlatTree } from "./flat-tree.ts";
import { allowWorkers } from "./own-workers.ts";
import { linksOf, type PageLink, type PageNumbers, type Target, targetOf } from "./pdf-links.ts";
import { EDGE, RangeSource, SourceFailure } from "./range-source.ts";
import { type Size, saneSize } from "./zoom.ts";

allowWorkers([workerUrl, rendererUrl]);
GlobalWorkerOptions.workerSrc = workerUrl;
GlobalWorkerOptions.rendererSrc = rendererUrl;

/** Where the build puts what pdf.js loads when a document needs it (vite.config.ts). */
const PARTS = `/assets/pdfjs-${version}/`;
/** Small, because pages of a flat tree lie far apart; what lies together is asked for together. */
const CHUNK = 16 * 1024;
/** Pixels of one picture of a page: a sheet of A4 at 800 dpi. Larger ones are left out. */
const MAX_IMAGE = 2 ** 26;
/** More pages than these are not laid out, whatever the file claims. */
const MAX_PAGES = 10_000;
/** Pieces of text of one page that can be selected. */
const MAX_PIECES = 20_000;

/** Work on a page that can be called off; `done` is rejected only for a fault. */
export type Work = { done: Promise<void>; cancel: () => void };

export type PdfPage = {
  /** In points, as it is shown. */
  size: Size;
  /** Points of one unit that the page is measured in. */
  unit: number;
  /** Draws the page; the canvas gets `scale` pixels a point. */
  draw: (canvas: HTMLCanvasElement, scale: number) => Work;
  /** Lays the page's text over it, to be selected and read out. */
  layText: (layer: HTMLElement) => Work;
  links: () => Promise<PageLink[]>;
  /** Lets go of what drawing needed. */
  release: () => void;
};

export type PdfFile = {
  pages: number;
  /** What the document calls its pages; null where it has no names for them. */
  labels: () => Promise<readonly string[] | null>;
  page: (index: number) => Promise<PdfPage>;
  /** Where a link inside the document leads. */
  find: (link: Extract<PageLink, { to: "inside" }>) => Promise<Target | null>;
  /** Lets go of what all pages share, while nothing is drawn. */
  rest: () => void;
  close: () => void;
};

/** Why a PDF cannot be shown: a code of the contract, `changed`, `locked` by a password, or `unreadable`. */
export function failureCode(cause: unknown): string {
  if (cause instanceof SourceFailure) return cause.code;
  if (cause instanceof PasswordException) return "locked";
  return cause instanceof InvalidPDFException ? "unreadable" : "internal";
}

/** The file's bytes, and behind them those of an update that only exists here. */
class Ranges extends PDFDataRangeTransport {
  readonly #source: RangeSource;
  readonly #update: Uint8Array;
  readonly #onFailure: (cause: unknown) => void;

  constructor(p: {
    source: RangeSource;
    head: Uint8Array;
    update: Uint8Array | null;
    onFailure: (cause: unknown) => void;
  }) {
    const update = p.update ?? new Uint8Array();
    super(p.source.length + update.length, p.head);
    this.#source = p.source;
    this.#update = update;
    this.#onFailure = p.onFailure;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#read(begin, end).then((bytes) => this.onDataRange(begin, bytes), this.#onFailure);
  }

  async #read(begin: number, end: number): Promise<Uint8Array> {
    const { length } = this.#source;
    if (end <= length) return this.#source.read(begin, end);
    const behind = this.#update.slice(Math.max(begin - length, 0), end - length);
    if (begin >= length) return behind;
    const bytes = new Uint8Array(end - begin);
    bytes.set(await this.#source.read(begin, length));
    bytes.set(behind, length - begin);
    return bytes;
  }

  override abort(): void {
    this.#source.close();
  }
}

/** Opens the file at `url`. `onFailure` is called when it cannot be read any further. Aborting the signal closes it. */
export async function openPdf(
  url: string,
  p: { signal: AbortSignal; onFailure: (code: string) => void },
): Promise<PdfFile> {
  // The worker starts while the first bytes are on their way.
  const worker = new PDFWorker({ verbosity: 0 });
  const opened: { source?: RangeSource; task?: PDFDocumentLoadingTask } = {};
  const close = () => {
    opened.source?.close();
    void (opened.task?.destroy() ?? Promise.resolve()).finally(() => worker.destroy());
  };
  p.signal.addEventListener("abort", close, { once: true });
  try {
    const source = await RangeSource.open(url, { fetch: (...args) => fetch(...args), wait: pause }, p.signal);
    opened.source = source;
    const head = await source.read(0, Math.min(EDGE, source.length));
    const update = await updateOfFlatTree(source.length, (begin, end) => source.look(begin, end));
    const broken = Promise.withResolvers<never>();
    const onFailure = (cause: unknown) => {
      broken.reject(cause);
      if (!p.signal.aborted) p.onFailure(failureCode(cause));
    };
    // Nobody may be waiting any more when reading fails.
    broken.promise.catch(() => undefined);
    opened.task = getDocument({
      worker,
      range: new Ranges({ source, head, update: update?.bytes ?? null, onFailure }),
      rangeChunkSize: CHUNK,
      disableStream: true,
      disableAutoFetch: true,
      cMapUrl: `${PARTS}cmaps/`,
      standardFontDataUrl: `${PARTS}standard_fonts/`,
      wasmUrl: `${PARTS}wasm/`,
      useWasm: false,
      enableXfa: false,
      maxImageSize: MAX_IMAGE,
      verbosity: 0,
    });
    const pdf = await Promise.race([opened.task.promise, broken.promise]);
    return fileOf(pdf, { known: update?.pages ?? [], close });
  } catch (cause) {
    close();
    throw cause;
  }
}

function fileOf(pdf: PDFDocumentProxy, { known, close }: { known: readonly PageRef[]; close: () => void }): PdfFile {
  const pages = Math.min(pdf.numPages, MAX_PAGES);
  const numbers = new Map(known.map(({ num, gen }, index) => [`${num} ${gen}`, index]));
  const asked: PageNumbers = {
    pages,
    getDestination: (name) => pdf.getDestination(name),
    getPage: (number) => pdf.getPage(number),
    getPageIndex: async (ref) => numbers.get(`${ref.num} ${ref.gen}`) ?? pdf.getPageIndex(ref),
  };
  return {
    pages,
    labels: () => pdf.getPageLabels().catch(() => null),
    page: async (index) => pageOf(await pdf.getPage(index + 1)),
    find: (link) => targetOf(asked, link.dest).catch(() => null),
    rest: () => void pdf.cleanup(true).catch(() => undefined),
    close,
  };
}

function pageOf(page: PDFPageProxy): PdfPage {
  const whole = page.getViewport({ scale: 1 });
  const size = saneSize(whole);
  return {
    size,
    unit: page.userUnit,
    draw: (canvas, scale) => {
      canvas.width = Math.max(1, Math.floor(size.width * scale));
      canvas.height = Math.max(1, Math.floor(size.height * scale));
      const viewport = page.getViewport({ scale });
      const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
      return { done: task.promise.catch(unlessCancelled), cancel: () => task.cancel() };
    },
    layText: (container) => {
      const parts = page.streamTextContent({ includeMarkedContent: true, disableNormalization: true });
      const layer = new TextLayer({ textContentSource: bounded(parts), container, viewport: whole });
      const state = { cancelled: false };
      const done = layer.render().catch((cause) => {
        if (!state.cancelled) throw cause;
      });
      return {
        done,
        cancel: () => {
          state.cancelled = true;
          layer.cancel();
        },
      };
    },
    links: async () => linksOf(await page.getAnnotations({ intent: "display" }), whole),
    release: () => void page.cleanup(),
  };
}

function unlessCancelled(cause: unknown): void {
  if (!(cause instanceof RenderingCancelledException)) throw cause;
}

/** The stream of a page's text up to a number of pieces: each becomes an element. */
function bounded(parts: ReadableStream): ReadableStream {
  let pieces = 0;
  return parts.pipeThrough(
    new TransformStream({
      transform(part: { items: unknown[] }, controller) {
        pieces += part.items.length;
        controller.enqueue(part);
        if (pieces > MAX_PIECES) controller.terminate();
      },
    }),
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
