/** The extracted pages of one document for as long as it is shown; forgotten when a new version takes its place. */
import { useEffect, useState } from "react";
import { ApiError, api } from "../api.ts";
import { type PageText, PageTexts } from "./page-texts.ts";

export function usePageTexts(classId: string, docId: string): PageTexts {
  const [texts] = useState(
    () =>
      new PageTexts((page, signal) =>
        api.page(classId, docId, page, signal).then(
          (found): PageText => ({ state: "here", page: found }),
          (cause): PageText => ({ state: "failed", code: cause instanceof ApiError ? cause.code : "internal" }),
        ),
      ),
  );
  useEffect(() => {
    texts.open();
    return () => texts.close();
  }, [texts]);
  return texts;
}
