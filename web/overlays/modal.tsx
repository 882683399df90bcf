/**
 * A dialog over the page, by Radix: focus goes in, stays in and returns, Escape and a click beside it leave it. On a phone it
 * is a sheet at the lower edge. The shade is our own element, since Radix' would write a style sheet into the page.
 */
import * as Dialog from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { Icon } from "../components/icons.tsx";
import { useHold } from "../hooks/use-hold.ts";
import { useText } from "../hooks/use-text.ts";

/** What is typed into comes before the button that closes. */
function focusField(event: Event): void {
  const field =
    event.currentTarget instanceof Element ? event.currentTarget.querySelector("input:not([type]), textarea") : null;
  if (!(field instanceof HTMLElement)) return;
  event.preventDefault();
  field.focus();
}

/** `isAlert`: a question before something is lost, which a click beside it does not answer. */
export function Modal({
  title,
  text,
  isAlert,
  isWide,
  onClose,
  children,
}: {
  title: string;
  text?: string;
  isAlert?: boolean;
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText();
  useHold("asking", true);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className="shade" />
        <Dialog.Content
          className={isWide ? "dialog wide" : "dialog"}
          role={isAlert ? "alertdialog" : "dialog"}
          aria-modal="true"
          {...(text === undefined ? { "aria-describedby": undefined } : {})}
          onOpenAutoFocus={focusField}
          onPointerDownOutside={(event) => isAlert && event.preventDefault()}
        >
          <header className="dialog-head">
            <Dialog.Title dir="auto">{title}</Dialog.Title>
            {!isAlert && (
              <Dialog.Close className="icon-button" aria-label={t("action.close")} title={t("action.close")}>
                <Icon name="close" />
              </Dialog.Close>
            )}
          </header>
          {text !== undefined && <Dialog.Description dir="auto">{text}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
