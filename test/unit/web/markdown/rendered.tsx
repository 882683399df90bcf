/** An answer as its components render it, without a browser. */
import { renderToStaticMarkup } from "react-dom/server";
import { type App, AppContext } from "../../../../web/hooks/use-app.ts";
import { TextContext } from "../../../../web/hooks/use-text.ts";
import Markdown from "../../../../web/markdown/markdown.tsx";
import { wordsIn } from "../../../support/words.ts";

/** Chips ask the app to open their source; here nobody does. */
const app = { openSource: () => undefined } as unknown as App;

const words = { ...wordsIn("en"), choose: () => undefined };

/** The HTML of the whole text, as it is when it does not grow any more. */
export function rendered(text: string, growing = false): string {
  return renderToStaticMarkup(
    <TextContext value={words}>
      <AppContext value={app}>
        <Markdown text={text} growing={growing} />
      </AppContext>
    </TextContext>,
  );
}
