/** The block of addresses that one household or provider shares: /24 of IPv4, /56 of IPv6. Pure. */

/** The block of an address as text; all that is no address is one block, `unknown`. */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(mapped ?? address);
  if (four !== null) return `${four[1]}.${four[2]}.${four[3]}.0/24`;
  const groups = groupsOf(address);
  if (groups === null) return "unknown";
  const [a = 0, b = 0, c = 0, d = 0] = groups;
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(":")}::/56`;
}

/** The eight groups of an IPv6 address, `null` when it is none. */
function groupsOf(address: string): number[] | null {
  if (!/^[0-9a-f:]{2,39}$/i.test(address)) return null;
  const [head = "", tail, ...more] = address.split("::");
  if (more.length > 0) return null;
  const read = (side: string) => (side === "" ? [] : side.split(":").map((group) => Number.parseInt(group, 16)));
  const [left, right] = [read(head), tail === undefined ? [] : read(tail)];
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return null;
  const groups = [...left, ...Array<number>(gap).fill(0), ...right];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}
