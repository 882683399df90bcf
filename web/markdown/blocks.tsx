/**
 * The blocks of an answer as elements. Only renders: a block that is the same value is not rendered again (W40).
 * Each outermost block finds its own direction, and what is inside follows it; code and formulas run from left to right (W48).
 */
import { memo, type ReactNode } from "react";
import { CodeBlock } from "../code/code-block.tsx";
import { useText } from "../hooks/use-text.ts";
import { FormulaView } from "./formula.tsx";
import type { Align, Block, Item, Row } from "./nodes.ts";
import { Words } from "./words.tsx";

/** An answer's headings stand below the page's own and its sections'. */
const FIRST_HEADING = 3;
const LAST_HEADING = 6;

type Props = { block: Block; inner?: boolean };

export const BlockView = memo(function BlockView({ block, inner = false }: Props): ReactNode {
  const dir = inner ? undefined : "auto";
  switch (block.type) {
    case "paragraph":
      if (block.children.length === 0) return null;
      return block.bare ? (
        <Words nodes={block.children} />
      ) : (
        <p dir={dir}>
          <Words nodes={block.children} />
        </p>
      );
    case "heading": {
      const level = FIRST_HEADING + block.depth - 1;
      const Heading = `h${Math.min(level, LAST_HEADING)}` as "h3";
      return (
        <Heading dir={dir} aria-level={level > LAST_HEADING ? level : undefined}>
          <Words nodes={block.children} />
        </Heading>
      );
    }
    case "quote":
      return (
        <blockquote dir={dir}>
          <Blocks blocks={block.children} />
        </blockquote>
      );
    case "list":
      return <ListView list={block} dir={dir} />;
    case "fence":
      return <CodeBlock language={block.language} value={block.value} closed={block.closed} />;
    case "table":
      return <TableView table={block} dir={dir} />;
    case "rule":
      return <hr />;
    case "html":
      return (
        <p className="html" dir={dir}>
          {block.value.replace(/\n$/, "")}
        </p>
      );
    case "formula":
      return block.math ? <FormulaView math={block.math} block /> : <div className="formula-pending" />;
    case "note":
    case "definition":
      return null;
  }
});

export function Blocks({ blocks }: { blocks: readonly Block[] }): ReactNode {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only appended
    <BlockView key={index} block={block} inner />
  ));
}

function ListView({ list, dir }: { list: Block & { type: "list" }; dir: "auto" | undefined }) {
  const items = list.items.map((item) => <ItemView key={item.from} item={item} />);
  return list.start === null ? (
    <ul dir={dir}>{items}</ul>
  ) : (
    <ol dir={dir} start={list.start === 1 ? undefined : list.start}>
      {items}
    </ol>
  );
}

const ItemView = memo(function ItemView({ item }: { item: Item }) {
  const t = useText();
  if (item.done === null) {
    return (
      <li>
        <Blocks blocks={item.children} />
      </li>
    );
  }
  const box = (
    <input
      type="checkbox"
      disabled
      checked={item.done}
      readOnly
      aria-label={t(item.done ? "markdown.done" : "markdown.todo")}
    />
  );
  const [first, ...rest] = item.children;
  return (
    <li className="task">
      {first?.type === "paragraph" && !first.bare ? (
        <p>
          {box}
          <Words nodes={first.children} />
        </p>
      ) : (
        <>
          {box}
          {first && <BlockView block={first} inner />}
        </>
      )}
      <Blocks blocks={rest} />
    </li>
  );
});

function TableView({ table, dir }: { table: Block & { type: "table" }; dir: "auto" | undefined }) {
  const t = useText();
  // What scrolls has the table's direction, so that it begins where the table does.
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard too
    // biome-ignore lint/a11y/useSemanticElements: a table is no fieldset
    <div className="table-box" role="group" tabIndex={0} aria-label={t("markdown.table")} dir={dir}>
      <table>
        <thead>
          <tr>
            {table.head.cells.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column's place is what it is
              <th key={index} scope="col" className={alignClass(table.aligns[index])}>
                <Words nodes={cell} />
              </th>
            ))}
          </tr>
        </thead>
        {table.rows.length > 0 && (
          <tbody>
            {table.rows.map((row) => (
              <RowView key={row.from} row={row} aligns={table.aligns} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}

const RowView = memo(
  function RowView({ row, aligns }: { row: Row; aligns: readonly Align[] }) {
    return (
      <tr>
        {row.cells.map((cell, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell's place is its column
          <td key={index} className={alignClass(aligns[index])}>
            <Words nodes={cell} />
          </td>
        ))}
      </tr>
    );
  },
  (before, after) => before.row === after.row && before.aligns.join() === after.aligns.join(),
);

function alignClass(align: Align | undefined): string | undefined {
  return align ? `align-${align}` : undefined;
}
