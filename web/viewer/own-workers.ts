/**
 * The one exception to the policy's `require-trusted-types-for`: pdf.js starts its workers from addresses that are strings.
 * The browser asks here about every string that would become a script, and gets back the addresses named to
 * `allowWorkers` and no other; about strings that would become HTML or code it finds nobody to ask, and refuses them (W119).
 */
type Factory = {
  createPolicy: (name: "default", rules: { createScriptURL: (url: string) => string | null }) => unknown;
};

const isFactory = (value: unknown): value is Factory =>
  typeof value === "object" && value !== null && "createPolicy" in value;

/** May be called once a page; does nothing in a browser without Trusted Types. */
export function allowWorkers(urls: readonly string[], scope: object = globalThis): void {
  const factory: unknown = Reflect.get(scope, "trustedTypes");
  if (!isFactory(factory)) return;
  const own = new Set(urls);
  factory.createPolicy("default", { createScriptURL: (url) => (own.has(url) ? url : null) });
}
