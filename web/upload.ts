/** One file to a class, with the real progress of its bytes: XMLHttpRequest, since fetch does not tell it. */
import * as z from "zod/mini";
import { type Document, documentShape } from "../src/protocol.ts";
import { ApiError, problemFrom } from "./api.ts";

const answer = z.object({ document: documentShape });

/** Resolves with the document, which is then processed; rejects with an `ApiError`. `onProgress` gets 0 to 1. */
export function uploadFile(p: {
  classId: string;
  file: File;
  /** The document that the file is a new version of. */
  replaces: string | null;
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    p.signal.addEventListener("abort", cancel, { once: true });
    const query = p.replaces === null ? "" : `?replaces=${encodeURIComponent(p.replaces)}`;
    request.open("POST", `/api/v1/classes/${encodeURIComponent(p.classId)}/documents${query}`);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) p.onProgress(loaded / total);
    };
    request.onloadend = () => p.signal.removeEventListener("abort", cancel);
    request.onerror = () => reject(new ApiError("unavailable", "The connection was lost during the upload."));
    request.onabort = () => reject(new ApiError("stopped", "The upload was cancelled."));
    request.onload = () => {
      const body = parsed(request.responseText);
      const read = answer.safeParse(body);
      if (request.status === 202 && read.success) resolve(read.data.document);
      else {
        const { code, detail } = problemFrom(body);
        reject(new ApiError(request.status === 413 ? "too-large" : code, detail));
      }
    };
    const form = new FormData();
    form.set("file", p.file);
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
