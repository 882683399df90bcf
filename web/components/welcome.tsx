/** What a new chat shows before its first question: what to do first, or what one may ask. */
import { useAccount } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { Icon } from "./icons.tsx";

const IDEAS = ["welcome.idea.guide", "welcome.idea.definitions", "welcome.idea.quote"] as const;

export function Welcome({ onIdea, onNewClass }: { onIdea: (text: string) => void; onNewClass: () => void }) {
  const t = useText();
  const { classes } = useAccount();
  const hasDocuments = classes?.some((one) => one.documentCount > 0) ?? true;
  return (
    <div className="welcome">
      <h1>{t(hasDocuments ? "welcome.ask" : "welcome.start")}</h1>
      {hasDocuments ? (
        <>
          <p>{t("welcome.askText")}</p>
          <ul className="ideas">
            {IDEAS.map((idea) => (
              <li key={idea}>
                <button type="button" className="idea" onClick={() => onIdea(t(idea))}>
                  {t(idea)}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <ol className="steps">
            <li>
              <strong>{t("welcome.step.class")}</strong> {t("welcome.step.classText")}
            </li>
            <li>
              <strong>{t("welcome.step.documents")}</strong> {t("welcome.step.documentsText")}
            </li>
            <li>
              <strong>{t("welcome.step.ask")}</strong> {t("welcome.step.askText")}
            </li>
          </ol>
          <button type="button" className="button primary" onClick={onNewClass}>
            <Icon name="plus" /> {t(classes && classes.length > 0 ? "welcome.anotherClass" : "welcome.firstClass")}
          </button>
        </>
      )}
    </div>
  );
}
