/**
 * Keeps what is being read where it is when messages come in front of it (W117). A class, since only that is asked right before
 * the page changes: what is out of view has no height of its own until it is near, so no height that was noted earlier holds.
 */
import { Component, type ReactNode, type RefObject } from "react";

type Props = {
  scroller: RefObject<HTMLElement | null>;
  /** The first message that is shown. */
  firstId: string | null;
  children: ReactNode;
};

type Place = { message: Element; top: number };

export class KeepPlace extends Component<Props> {
  override getSnapshotBeforeUpdate(before: Props): Place | null {
    const { scroller, firstId } = this.props;
    const box = scroller.current;
    if (box === null || before.firstId === null || before.firstId === firstId) return null;
    const edge = box.getBoundingClientRect().top;
    const message = [...box.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().bottom > edge);
    return message ? { message, top: message.getBoundingClientRect().top } : null;
  }

  override componentDidUpdate(_before: Props, _state: unknown, place: Place | null): void {
    const box = this.props.scroller.current;
    if (place === null || box === null || !place.message.isConnected) return;
    box.scrollTop += place.message.getBoundingClientRect().top - place.top;
  }

  override render(): ReactNode {
    return this.props.children;
  }
}
