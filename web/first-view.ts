/**
 * For the build: what the page's entry reaches without a dynamic import goes into one file. Left to itself the bundler tears
 * the first view into some twenty small ones, each of which is shared by something that is loaded later.
 */
import type { Plugin } from "vite";

export class FirstView {
  readonly #modules = new Set<string>();

  /** The file of a module of the first view; null leaves it to the bundler. */
  readonly chunkOf = (id: string): string | null => (this.#modules.has(id) ? "page" : null);

  /** Finds the modules, once all are known. */
  plugin(): Plugin {
    const modules = this.#modules;
    return {
      name: "first-view",
      buildEnd() {
        modules.clear();
        const ahead = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
        for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
          if (modules.has(id)) continue;
          modules.add(id);
          ahead.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      },
    };
  }
}
