/** Keeps a fault in one part of the page from taking the rest with it. */
import { Component, type ReactNode } from "react";

type Props = { children: ReactNode; name: string };

/** Shows a way on in place of what failed; `name` says what that was. */
export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="welcome" role="alert">
        <p>
          <strong>{this.props.name} could not be shown.</strong>
        </p>
        <button type="button" className="button" onClick={() => this.setState({ failed: false })}>
          Try again
        </button>
      </div>
    );
  }
}
