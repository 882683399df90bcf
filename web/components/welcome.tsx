/** What a new chat shows before its first question: what to do first, or what one may ask. */
import { useAccount } from "../hooks/use-app.ts";
import { Icon } from "./icons.tsx";

const IDEAS = [
  "Make a study guide of the most important ideas",
  "Which definitions should I know by heart?",
  "Quote the passage that explains the main argument",
];

export function Welcome({ onIdea, onNewClass }: { onIdea: (text: string) => void; onNewClass: () => void }) {
  const { classes } = useAccount();
  const hasDocuments = classes?.some((one) => one.documentCount > 0) ?? true;
  return (
    <div className="welcome">
      <h1>{hasDocuments ? "What would you like to understand?" : "Study with your own documents"}</h1>
      {hasDocuments ? (
        <>
          <p>Every answer comes from what you uploaded, and shows the page it comes from.</p>
          <ul className="ideas">
            {IDEAS.map((idea) => (
              <li key={idea}>
                <button type="button" className="idea" onClick={() => onIdea(idea)}>
                  {idea}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <ol className="steps">
            <li>
              <strong>Make a class</strong> for a course or a subject.
            </li>
            <li>
              <strong>Add its documents</strong>: slides, readings, your notes.
            </li>
            <li>
              <strong>Ask.</strong> Answers cite the page, one click away.
            </li>
          </ol>
          <button type="button" className="button primary" onClick={onNewClass}>
            <Icon name="plus" /> {classes && classes.length > 0 ? "Another class" : "Make the first class"}
          </button>
        </>
      )}
    </div>
  );
}
