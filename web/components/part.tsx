/**
 * Parts of the page that are fetched when they are needed, also on a bad network (W118): one that could not be fetched takes
 * nothing else with it, and is fetched again the next time somebody asks for it. React's `lazy` alone would keep the failure.
 */
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { explainInLine } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

const failed = new Set<() => void>();

/** `preload`: fetches it ahead; a failure shows only when the part is. */
type Part<P> = ComponentType<P> & { preload: () => void };

/** A component of its own file. Put a boundary around it, since it throws when it cannot be fetched. */
export function part<P extends object>(load: Load<P>): Part<P> {
  let here: ComponentType<P> | null = null;
  const fetched = async () => {
    const module = await load();
    here = module.default;
    return module;
  };
  const make = () =>
    lazy<ComponentType<P>>(() =>
      fetched().catch((cause) => {
        failed.add(renew);
        throw cause;
      }),
    );
  let Loaded = make();
  const renew = () => {
    Loaded = make();
  };
  function Shown(props: P) {
    // One that is here is shown at once: `lazy` would show something else first, and React keeps that for 300 ms.
    const [Known] = useState(() => here);
    return Known ? <Known {...props} /> : <Loaded {...props} />;
  }
  return Object.assign(Shown, { preload: () => void fetched().catch(() => undefined) });
}

/** What could not be fetched is fetched again when it is shown the next time. */
export function forgetFailures(): void {
  for (const renew of failed) renew();
  failed.clear();
}

/** The same for what opens over the page: when it does not come, that is said, and it closes. */
export function overlay<P extends { onClose: () => void }>(load: Load<P>): ComponentType<P> {
  const Loaded = part(load);
  return function Overlay(props: P) {
    return (
      <Opened onClose={props.onClose}>
        <Loaded {...props} />
      </Opened>
    );
  };
}

/** `fallback` stands where the part will be until it is there, and when it does not come. */
export function Opened(p: { onClose: () => void; fallback?: ReactNode; children: ReactNode }) {
  const { say } = useApp();
  const words = useWords();
  const fail = () => {
    say(explainInLine(words, "unavailable"));
    p.onClose();
  };
  return (
    <Otherwise shown={p.fallback} onFail={fail}>
      {p.children}
    </Otherwise>
  );
}

type OtherwiseProps = { shown: ReactNode; onFail?: () => void; children: ReactNode };

/** Shows something else until the part has come, and when it does not come. */
export class Otherwise extends Component<OtherwiseProps, { isFailed: boolean }> {
  override state = { isFailed: false };

  static getDerivedStateFromError(): { isFailed: boolean } {
    return { isFailed: true };
  }

  override componentDidCatch(): void {
    forgetFailures();
    this.props.onFail?.();
  }

  override render(): ReactNode {
    const { shown, children } = this.props;
    return this.state.isFailed ? shown : <Suspense fallback={shown}>{children}</Suspense>;
  }
}
