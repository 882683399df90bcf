/**
 * Formulas of Office (OMML) as TeX between dollar signs, which is how they are written elsewhere in the library and how
 * models read them. What has no counterpart keeps its letters.
 */

type Node = { name: string; attributes: Readonly<Record<string, string>>; children: Node[]; text: string };

/** Parts of one formula; a longer one is cut off. */
const MAX_NODES = 20_000;

/** Collects the elements of one `m:oMath`, which a reader hands over until it closes. */
export class Formula {
  #root: Node = { name: "", attributes: {}, children: [], text: "" };
  #open: Node[] = [this.#root];
  #count = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const node: Node = { name, attributes, children: [], text: "" };
    this.#count += 1;
    if (this.#count <= MAX_NODES) this.#open.at(-1)?.children.push(node);
    this.#open.push(node);
  }

  text(data: string): void {
    const node = this.#open.at(-1);
    if (node !== undefined && (node.name === "m:t" || node.name === "w:t" || node.name === "a:t")) node.text += data;
  }

  /** Closes an element; `true` when the formula itself is closed. */
  close(): boolean {
    this.#open.pop();
    return this.#open.length <= 1;
  }

  /** The formula between dollar signs; empty when there is nothing in it. */
  end(): string {
    const tex = inner(this.#root).replace(/\s+/g, " ").trim();
    return tex === "" ? "" : `$${tex}$`;
  }
}

const inner = (node: Node): string => node.text + node.children.map(tex).join("");

function tex(node: Node): string {
  const part = (name: string) => {
    const found = node.children.find((child) => child.name === name);
    return found === undefined ? "" : inner(found);
  };
  const setting = (name: string) => {
    const settings = node.children.find((child) => child.name === `${node.name}Pr`);
    return settings?.children.find((child) => child.name === name)?.attributes["m:val"];
  };
  const parts = () => node.children.filter((child) => child.name === "m:e").map(inner);
  switch (node.name) {
    case "m:f":
      return setting("m:type") === "lin"
        ? `${part("m:num")}/${part("m:den")}`
        : `\\frac{${part("m:num")}}{${part("m:den")}}`;
    case "m:sSup":
      return `${part("m:e")}^{${part("m:sup")}}`;
    case "m:sSub":
      return `${part("m:e")}_{${part("m:sub")}}`;
    case "m:sSubSup":
      return `${part("m:e")}_{${part("m:sub")}}^{${part("m:sup")}}`;
    case "m:sPre":
      return `{}_{${part("m:sub")}}^{${part("m:sup")}}${part("m:e")}`;
    case "m:rad": {
      const degree = part("m:deg").trim();
      return `\\sqrt${degree === "" ? "" : `[${degree}]`}{${part("m:e")}}`;
    }
    case "m:nary": {
      const [sub, sup] = [part("m:sub"), part("m:sup")];
      const sign = setting("m:chr") ?? "∫";
      return `${sign}${sub === "" ? "" : `_{${sub}}`}${sup === "" ? "" : `^{${sup}}`} ${part("m:e")}`;
    }
    case "m:d":
      return `${setting("m:begChr") ?? "("}${parts().join(setting("m:sepChr") ?? "|")}${setting("m:endChr") ?? ")"}`;
    case "m:func":
      return `${part("m:fName")} ${part("m:e")}`;
    case "m:limLow":
      return `${part("m:e")}_{${part("m:lim")}}`;
    case "m:limUpp":
      return `${part("m:e")}^{${part("m:lim")}}`;
    case "m:acc":
      return `${part("m:e")}${setting("m:chr") ?? "\u0302"}`;
    case "m:bar":
      return `\\overline{${part("m:e")}}`;
    case "m:eqArr":
      return parts().join(" \\\\ ");
    case "m:m":
      return `\\begin{matrix}${node.children
        .filter((child) => child.name === "m:mr")
        .map((line) =>
          line.children
            .filter((child) => child.name === "m:e")
            .map(inner)
            .join(" & "),
        )
        .join(" \\\\ ")}\\end{matrix}`;
    default:
      return node.name.endsWith("Pr") ? "" : inner(node);
  }
}
