/** What the pages of a document are called: by the PDF where it is open, else by the service. */
import { useCallback, useEffect, useState } from "react";
import { useText } from "../hooks/use-text.ts";
import { ownLabel, pageName } from "./page-labels.ts";
import type { PageTexts } from "./page-texts.ts";
import type { PdfFile } from "./pdf-file.ts";

export type Names = {
  labels: readonly string[] | null;
  /** A page's own name, where it has one. */
  labelOf: (index: number) => string | null;
  /** With its number. */
  nameOf: (index: number) => string;
};

export function useNames(file: PdfFile | null, texts: PageTexts, pages: number | null): Names {
  const t = useText();
  const [known, setKnown] = useState<{ file: PdfFile | null; labels: readonly string[] | null }>({
    file: null,
    labels: null,
  });
  useEffect(() => {
    let isHere = true;
    void file?.labels().then((labels) => isHere && setKnown({ file, labels }));
    return () => {
      isHere = false;
    };
  }, [file]);
  const labels = known.file === file ? known.labels : null;
  const labelOf = useCallback(
    (index: number) => {
      const text = texts.get(index + 1);
      return ownLabel(labels?.[index] ?? (text?.state === "here" ? text.page.label : null), index + 1);
    },
    [labels, texts],
  );
  const nameOf = useCallback((index: number) => pageName(t, index + 1, labelOf(index), pages), [t, labelOf, pages]);
  return { labels, labelOf, nameOf };
}
