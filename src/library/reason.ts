/**
 * Why something is not taken into a class, as it is stored and told: a code that clients have words of their own for, and a
 * sentence for those that do not. Pure.
 */
import type { Failure } from "../failure.ts";
import type { ParseFailure } from "../parser/parsed.ts";
import type { DocumentFailure } from "../protocol.ts";

/** A code that this version does not know, as a newer parser may give, is passed on as it is. */
export type Reason = { code: string | null; error: string };

export const reason = (code: DocumentFailure, error: string): Reason => ({ code, error });

/** What the parser says of a file. */
export const reasonOf = ({ code, error }: Pick<ParseFailure, "error"> & { code: string }): Reason => ({ code, error });

/** A file that came and was refused; there is no code for what it has in common with others. */
export const reasonOfRefusal = ({ code, error }: Failure): Reason => ({
  code: code === "storage-exceeded" ? "no-room" : null,
  error,
});
