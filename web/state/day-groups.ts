/** Chats by the day on which something last happened in them. Pure. */

export type DayGroup<T> = { name: "today" | "yesterday" | "week" | "month" | "older"; items: T[] };

const DAY_MS = 86_400_000;

/** Groups in their order, none of them empty. `items` are sorted, newest first; days are those of the student's clock. */
export function byDay<T extends { updatedAt: string }>(items: readonly T[], now: Date): DayGroup<T>[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups: DayGroup<T>[] = [];
  for (const item of items) {
    const name = nameOf(new Date(item.updatedAt).getTime(), midnight);
    const last = groups.at(-1);
    if (last?.name === name) last.items.push(item);
    else groups.push({ name, items: [item] });
  }
  return groups;
}

function nameOf(at: number, midnight: number): DayGroup<unknown>["name"] {
  if (at >= midnight) return "today";
  if (at >= midnight - DAY_MS) return "yesterday";
  if (at >= midnight - DAY_MS * 6) return "week";
  return at >= midnight - DAY_MS * 29 ? "month" : "older";
}
