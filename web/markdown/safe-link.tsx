/**
 * A link of an answer: it shows where it leads, asks before it leaves, and takes nothing along (W52).
 * What may not be followed is its words alone.
 */
import { type MouseEvent, type ReactNode, Suspense, useState } from "react";
import { Modal } from "../components/dialog.tsx";
import { useText } from "../hooks/use-text.ts";
import { type SafeAddress, safeAddress, saysHost } from "./safe-address.ts";

/** What a link must say to whatever it opens: nothing. */
const APART = { target: "_blank", rel: "noopener noreferrer nofollow", referrerPolicy: "no-referrer" } as const;

type Props = {
  href: string;
  title: string;
  /** The link's words without their form. */
  words: string;
  children: ReactNode;
};

export function SafeLink({ href, title, words, children }: Props) {
  const [asking, setAsking] = useState(false);
  const t = useText();
  const address = safeAddress(href);
  if (!address) {
    const hint = [title, href].filter(Boolean).join("\n");
    return (
      <span className="no-link" title={hint === "" ? undefined : hint}>
        {children}
      </span>
    );
  }
  const ask = (event: MouseEvent) => {
    event.preventDefault();
    setAsking(true);
  };
  return (
    <>
      <a
        href={address.href}
        {...APART}
        title={[title, address.href].filter(Boolean).join("\n")}
        aria-description={t("markdown.outside")}
        onClick={ask}
        onAuxClick={ask}
      >
        {children}
        {!saysHost(words, address) && (
          <span className="link-host" dir="ltr">
            {address.host}
          </span>
        )}
      </a>
      {asking && (
        <Suspense>
          <LeaveDialog address={address} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Asks before an address outside of the app is opened; shows it whole. */
export function LeaveDialog({ address, onClose }: { address: SafeAddress; onClose: () => void }) {
  const t = useText();
  const at = address.href.indexOf(address.host);
  return (
    <Modal title={t("markdown.leave")} onClose={onClose}>
      <p>{t("markdown.leaveText")}</p>
      <p className="leave-address" dir="ltr">
        {address.href.slice(0, at)}
        <strong>{address.host}</strong>
        {address.href.slice(at + address.host.length)}
      </p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {t("markdown.stay")}
        </button>
        <a className="button primary" href={address.href} {...APART} onClick={onClose}>
          {t("markdown.leaveAction")}
        </a>
      </div>
    </Modal>
  );
}
