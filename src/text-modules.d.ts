/** Migrations and prompts are imported as text (wrangler.toml, `rules`). */
declare module "*.sql" {
  const text: string;
  export default text;
}
declare module "*.txt" {
  const text: string;
  export default text;
}
/** Character maps are imported as bytes (src/parser/wrangler.toml, `rules`). */
declare module "*.bcmap" {
  const bytes: ArrayBuffer | Uint8Array;
  export default bytes;
}
