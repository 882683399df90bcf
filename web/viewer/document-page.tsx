/** A document on a page of its own: at any page, or at a passage that somebody linked to. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import { Icon } from "../components/icons.tsx";
import { Link } from "../components/link.tsx";
import { PageHead } from "../components/page-head.tsx";
import { useAccount, useApp } from "../hooks/use-app.ts";
import { type PageRoute, pathOf } from "../route.ts";
import "../styles/viewer.css";
import { useText } from "../hooks/use-text.ts";
import type { Wish } from "./use-going.ts";
import { Viewer } from "./viewer.tsx";

/** The address follows the reader this long after they have stopped. */
const FOLLOW_MS = 400;

type Place = Extract<PageRoute, { page: "document" }>;

export default function DocumentPage({ place }: { place: Place }) {
  const t = useText();
  const { attempt, account } = useApp();
  const { classes, documents } = useAccount();
  const { classId, docId, at, chunkId, quote } = place;
  useEffect(() => {
    void attempt(() => account.loadDocuments(classId));
  }, [classId, account, attempt]);
  const name = documents[classId]?.find(({ id }) => id === docId)?.name ?? t("viewer.document");
  useEffect(() => {
    document.title = t("app.title", { title: name });
  }, [name, t]);

  const wish = useMemo<Wish>(
    () => ({ page: at, passage: chunkId === null ? null : { page: at, chunkId, quote }, stale: false }),
    [at, chunkId, quote],
  );
  const linkTo = useCallback(
    (page: number) =>
      pathOf({ page: "document", classId, docId, at: page, ...(page === at ? { chunkId, quote } : noPassage) }),
    [classId, docId, at, chunkId, quote],
  );
  const timer = useRef(0);
  const onPage = useCallback(
    (page: number) => {
      clearTimeout(timer.current);
      // The address alone: the reader is there already.
      timer.current = window.setTimeout(() => history.replaceState(history.state, "", linkTo(page)), FOLLOW_MS);
    },
    [linkTo],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const course = classes?.find(({ id }) => id === classId)?.name;
  const head = (
    <PageHead title={name} isHeading>
      <Link className="button small" to={{ page: "class", classId }}>
        {course ?? t("class.heading")}
      </Link>
      <Link className="button small primary" to={{ page: "new", scope: { classId, docId } }}>
        <Icon name="chat" /> {t("document.ask")}
      </Link>
    </PageHead>
  );
  return (
    <Viewer
      key={docId}
      classId={classId}
      documentId={docId}
      name={name}
      wish={wish}
      onPage={onPage}
      linkTo={linkTo}
      head={head}
    />
  );
}

const noPassage = { chunkId: null, quote: null };
