/** What a new chat shows before its first question: what to do first, or what one may ask. */

import { useAccount, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";

const IDEAS = ["welcome.idea.guide", "welcome.idea.definitions", "welcome.idea.quote"] as const;

export function Welcome({ scope, onIdea }: { scope: Scope; onIdea: (text: string) => void }) {
  const t = useText();
  const { nameClass, startSample } = useApp();
  const { classes } = useAccount();
  if (classes === null) return <div className="welcome" />;
  if (classes.some((one) => one.documentCount > 0)) {
    const asked = classes.find(({ id }) => id === scope.classId);
    return (
      <div className="welcome">
        <h1>{asked ? t("welcome.askClass", { name: asked.name }) : t("welcome.ask")}</h1>
        <p>{t("welcome.askText")}</p>
        {asked?.documentCount === 0 && (
          <Link className="button primary" to={{ page: "class", classId: asked.id }}>
            <Icon name="upload" /> {t("welcome.addDocuments")}
          </Link>
        )}
        <ul className="ideas">
          {IDEAS.map((idea) => (
            <li key={idea}>
              <button type="button" className="idea" onClick={() => onIdea(t(idea))}>
                {t(idea)}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  const [first] = classes;
  return (
    <div className="welcome">
      <h1>{t("welcome.start")}</h1>
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
      <div className="door-actions">
        {first ? (
          <Link className="button primary" to={{ page: "class", classId: first.id }}>
            <Icon name="upload" /> {t("welcome.addDocuments")}
          </Link>
        ) : (
          <button type="button" className="button primary" onClick={nameClass}>
            <Icon name="plus" /> {t("welcome.firstClass")}
          </button>
        )}
        <button type="button" className="button" onClick={startSample}>
          {t("door.sample")}
        </button>
      </div>
    </div>
  );
}
