/** What every catalogue holds, and which values a text needs: told by the English one, checked by the compiler. */
import type en from "./en.ts";

/** The name of a text. */
export type Key = keyof typeof en;

/** A language's texts, in ICU's message format. */
export type Catalog = Record<Key, string>;

/** The names of the placeholders of a text: what stands behind `{`, without what is inside of a plural's arms (`{# pages}`). */
type Names<S extends string> = S extends `${string}{${infer Rest}`
  ? Rest extends `${infer Inside}}${infer Tail}`
    ? NameOf<Inside> | Names<Tail>
    : never
  : never;
type NameOf<S extends string> = S extends `${infer Name},${string}` ? Plain<Name> : Plain<S>;
type Plain<S extends string> = S extends `${string}${" " | "#"}${string}` ? never : S;

/** The values of a text, or nothing for one without placeholders. */
export type Values<K extends Key> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Record<Names<(typeof en)[K]>, string | number>];
