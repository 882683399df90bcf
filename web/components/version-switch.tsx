/** Which version of a question or an answer is shown, and the way to the others. */
import type { Message } from "../../src/protocol.ts";
import { useText } from "../hooks/use-text.ts";
import { Icon } from "./icons.tsx";

/** Nothing for a message with one version. */
export function VersionSwitch({
  message,
  disabled,
  onSelect,
}: {
  message: Message;
  disabled: boolean;
  onSelect: (id: string) => void;
}) {
  const t = useText();
  if (message.versions < 2) return null;
  const at = message.versionIds.indexOf(message.id);
  const [previous, next] = [message.versionIds[at - 1], message.versionIds[at + 1]];
  const what = message.role === "user" ? "question" : "answer";
  return (
    // biome-ignore lint/a11y/useSemanticElements: three controls in a line are no fieldset
    <span className="versions" role="group" aria-label={t(`${what}.versions`)}>
      <button
        type="button"
        className="icon-button"
        aria-label={t(`${what}.previous`)}
        disabled={disabled || previous === undefined}
        onClick={() => previous !== undefined && onSelect(previous)}
      >
        <Icon name="left" />
      </button>
      <span>{t("version.of", { version: message.version, count: message.versions })}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={t(`${what}.next`)}
        disabled={disabled || next === undefined}
        onClick={() => next !== undefined && onSelect(next)}
      >
        <Icon name="right" />
      </button>
    </span>
  );
}
