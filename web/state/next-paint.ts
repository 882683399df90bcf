/** When watchers of a store are told. */
/** At the next painted frame; in a tab that is not painted, after a moment. */
export function nextPaint(run: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    run();
  };
  const timer = setTimeout(once, 200);
  requestAnimationFrame(once);
}
