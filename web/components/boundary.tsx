/** Keeps a fault in one part of the page from taking the rest with it. */
import { Component, type ReactNode } from "react";
import { useText } from "../hooks/use-text.ts";
import { forgetFailures } from "./part.tsx";

/** `heads`: what failed held the page's own heading. */
type Props = { children: ReactNode; said: string; retry: string; heads: boolean };

type Region = "region.chats" | "region.page" | "region.source";

/** Shows a way on in place of what failed; `name` says what that was. */
export function Boundary({ name, children }: { name: Region; children: ReactNode }) {
  const t = useText();
  return (
    <Caught said={t("region.failed", { name: t(name) })} retry={t("action.retry")} heads={name === "region.page"}>
      {children}
    </Caught>
  );
}

class Caught extends Component<Props, { failed: boolean }> {
  override state = { failed: false };
  #tries = 0;

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  #retry = (): void => {
    this.#tries += 1;
    // What fails again may be a part that only a newer page finds.
    if (this.#tries > 1) location.reload();
    forgetFailures();
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="welcome" role="alert">
        {this.props.heads ? (
          <h1>{this.props.said}</h1>
        ) : (
          <p>
            <strong>{this.props.said}</strong>
          </p>
        )}
        <button type="button" className="button" onClick={this.#retry}>
          {this.props.retry}
        </button>
      </div>
    );
  }
}
