/** An archive that has come apart: how many documents came out of it, and what did not and why. */
import type { Document } from "../../src/protocol.ts";
import { useText } from "../hooks/use-text.ts";
import { Failed } from "./document-row.tsx";
import { IconButton } from "./icon-button.tsx";
import { Icon } from "./icons.tsx";

/** The service tells of no more. */
const MOST_TOLD = 50;

export function UnpackedRow({ archive, onDismiss }: { archive: Document; onDismiss: () => void }) {
  const t = useText();
  const { name, contains = 0, skipped = [] } = archive;
  const count = skipped.length;
  return (
    <li className="document" data-status="unpacked">
      <Icon name="check" />
      <div className="document-text">
        <span className="document-name" dir="auto">
          {t("archive.unpacked", { name })}
        </span>
        <span className="quiet">{t("archive.out", { count: contains })}</span>
        {count > 0 && (
          <details className="skipped">
            <summary>{t(count < MOST_TOLD ? "archive.skipped" : "archive.skippedMore", { count })}</summary>
            <ul>
              {skipped.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: names may come twice, and the list never changes
                <li key={index}>
                  <span className="skipped-name" dir="auto">
                    {one.name}
                  </span>
                  <Failed told={one} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <IconButton icon="close" label={t("upload.dismiss", { name })} onClick={onDismiss} />
    </li>
  );
}
