/** What stands below a finished answer: how it ended, its sources and what can be done with it. */
import { type RefObject, useEffect, useState } from "react";
import type { Answer } from "../../src/protocol.ts";
import { useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { copyAnswer } from "../state/copy-answer.ts";
import { answerAsMarkdown } from "../state/copy-text.ts";
import { AnswerInfo } from "./answer-info.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";
import { Menu } from "./menu.tsx";
import { overlay } from "./part.tsx";
import { SourceList } from "./source-list.tsx";
import { VersionSwitch } from "./version-switch.tsx";

const VersionDiff = overlay(() => import("./version-diff.tsx"));

type Reaction = "like" | "dislike" | null;

export type AnswerActions = {
  chatId: string;
  busy: boolean;
  onRetry: (messageId: string) => void;
  onSelect: (messageId: string) => void;
  onReact: (messageId: string, reaction: Reaction) => void;
};

type Props = AnswerActions & {
  answer: Answer;
  /** The element that holds the answer's text. */
  text: RefObject<HTMLElement | null>;
};

export function AnswerFoot({ answer, text, ...p }: Props) {
  const { chatId, busy } = p;
  const t = useText();
  const { say, completeSource } = useApp();
  useEffect(() => completeSource(answer.citations), [completeSource, answer.citations]);
  const [isCompared, setCompared] = useState(false);
  const react = (reaction: "like" | "dislike") => p.onReact(answer.id, answer.reaction === reaction ? null : reaction);
  const copied = (work: Promise<void>) =>
    work.then(
      () => say(t("answer.copied")),
      () => say(t("answer.noCopy")),
    );
  const isGuide = answer.route === "generate_study_guide";
  return (
    <>
      <StatusNote status={answer.status} />
      <SourceList answer={answer} chatId={chatId} />
      <div className="actions">
        <VersionSwitch message={answer} disabled={busy} onSelect={p.onSelect} />
        {answer.versions > 1 && (
          <IconButton
            icon="compare"
            label={t("versions.compare")}
            aria-pressed={isCompared}
            onClick={() => setCompared(!isCompared)}
          />
        )}
        <IconButton
          icon="up"
          label={t("answer.good")}
          aria-pressed={answer.reaction === "like"}
          onClick={() => react("like")}
        />
        <IconButton
          icon="down"
          label={t("answer.poor")}
          aria-pressed={answer.reaction === "dislike"}
          onClick={() => react("dislike")}
        />
        <Menu
          label={t("answer.copy")}
          icon="copy"
          items={[
            {
              label: t("copy.withCitations"),
              icon: "copy",
              run: () => void copied(copyAnswer(t, answer, text.current)),
            },
            {
              label: t("copy.markdown"),
              icon: "file",
              run: () => void copied(navigator.clipboard.writeText(answerAsMarkdown(t, answer))),
            },
          ]}
        />
        <IconButton icon="retry" label={t("answer.again")} disabled={busy} onClick={() => p.onRetry(answer.id)} />
        {isGuide && (
          <Link className="button small" to={{ page: "guide", chatId, messageId: answer.id }}>
            <Icon name="guide" /> {t("guide.open")}
          </Link>
        )}
        <AnswerInfo answer={answer} />
      </div>
      {isCompared && <VersionDiff answer={answer} chatId={chatId} onClose={() => setCompared(false)} />}
    </>
  );
}

function StatusNote({ status }: { status: string }) {
  const t = useText();
  if (status === "stopped") return <p className="quiet status-note">{t("answer.stopped")}</p>;
  if (status === "truncated") return <p className="quiet status-note">{t("answer.truncated")}</p>;
  return null;
}
