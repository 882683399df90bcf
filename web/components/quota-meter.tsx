/** How many questions of this period are used, and when they renew. */
import type { Quota } from "../../src/protocol.ts";

export function QuotaMeter({ quota }: { quota: Quota | null }) {
  if (!quota) return null;
  if (quota.limit === null) return <p className="quota quiet">{quota.used} questions asked</p>;
  const renews = new Date(quota.renewsAt);
  // The period is a month in UTC; in another zone the same moment may be the day before.
  const day = Number.isNaN(renews.getTime())
    ? ""
    : renews.toLocaleDateString(undefined, { day: "numeric", month: "long", timeZone: "UTC" });
  return (
    <div className="quota">
      <div className="quota-line">
        <span id="quota-label">Questions</span>
        <span data-testid="quota">
          {quota.used} / {quota.limit}
        </span>
      </div>
      <meter
        aria-labelledby="quota-label"
        min={0}
        max={Math.max(quota.limit, 1)}
        value={quota.used}
        high={quota.limit * 0.9}
        optimum={0}
      />
      {day && <p className="quiet">Renews on {day}</p>}
    </div>
  );
}
