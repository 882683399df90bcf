/** The links of a PDF's page, where they stand on it. What leaves the app is asked about first. */

import { useText } from "../hooks/use-text.ts";
import type { SafeAddress } from "../markdown/safe-address.ts";
import { boxStyle } from "./boxes.ts";
import type { PdfFile } from "./pdf-file.ts";
import type { PageLink, Target } from "./pdf-links.ts";

type Props = {
  file: PdfFile;
  links: readonly PageLink[];
  onTarget: (target: Target) => void;
  onWeb: (address: SafeAddress) => void;
};

export function PageLinks({ file, links, onTarget, onWeb }: Props) {
  const t = useText();
  const follow = async (link: PageLink) => {
    if (link.to === "web") return onWeb(link.address);
    const target = await file.find(link);
    if (target) onTarget(target);
  };
  return links.map((link, i) => (
    // biome-ignore lint/a11y/useSemanticElements: it leads somewhere, but where is only known when it is asked for
    <button
      // biome-ignore lint/suspicious/noArrayIndexKey: a document may give one id to several links
      key={i}
      type="button"
      role="link"
      className="page-link"
      style={boxStyle(link.box)}
      aria-label={link.to === "web" ? t("viewer.webLink", { host: link.address.host }) : t("viewer.insideLink")}
      title={link.to === "web" ? link.address.href : undefined}
      onClick={() => void follow(link)}
    />
  ));
}
