/** Whether nothing has changed for three seconds. */
import { useEffect, useState } from "react";

const STALL_MS = 3_000;

/** `sign` changes with everything that counts as life. */
export function useStall(sign: string): boolean {
  const [stalled, setStalled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setStalled(sign), STALL_MS);
    return () => clearTimeout(timer);
  }, [sign]);
  return stalled === sign;
}
