/**
 * A formula. KaTeX, its styles and fonts are loaded when the first one appears; it then builds its elements right into the page,
 * without HTML and without style attributes, as the page's policy asks. What KaTeX cannot read is shown as it was written (W46).
 */
import { memo, useLayoutEffect, useRef } from "react";
import { drawFormula } from "./formula-queue.ts";
import type { Formula } from "./nodes.ts";

type Props = { math: Formula /** Whether it stands on lines of its own. */; block?: boolean };

export const FormulaView = memo(
  function FormulaView({ math, block = false }: Props) {
    const ref = useRef<HTMLElement>(null);
    const { tex, display, source } = math;
    useLayoutEffect(() => {
      const element = ref.current;
      return element ? drawFormula(element, { tex, display, source }) : undefined;
    }, [tex, display, source]);
    const Box = block ? "div" : "span";
    return (
      <Box
        ref={(element: HTMLElement | null) => {
          ref.current = element;
        }}
        className={display ? "formula display" : "formula"}
        dir="ltr"
        data-tex={source}
        data-state="waiting"
      >
        {source}
      </Box>
    );
  },
  ({ math: a, block: wasBlock }, { math: b, block: isBlock }) =>
    a.tex === b.tex && a.display === b.display && a.source === b.source && wasBlock === isBlock,
);
