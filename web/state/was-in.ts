/** Whether somebody was signed in here, so that the first paint already looks like what comes. It decides nothing else. */
import { keep, readKept } from "./kept.ts";

const NAME = "was-in";

export const wasIn = (): boolean => readKept(NAME) !== null;

export const rememberIn = (isIn: boolean): void => keep(NAME, isIn ? "1" : null);
