/** While a component is busy with something, the page is not reloaded under it. */
import { useEffect } from "react";
import type { Busy } from "../state/freshness.ts";
import { useApp } from "./use-app.ts";

export function useHold(why: Busy, isBusy: boolean): void {
  const { freshness } = useApp();
  useEffect(() => (isBusy ? freshness.hold(why) : undefined), [freshness, why, isBusy]);
}
