/** How many questions of this period are used, and when they renew. */
import type { Quota } from "../../src/protocol.ts";
import { useWords } from "../hooks/use-text.ts";
import { dayInUtc } from "../text/format.ts";

export function QuotaMeter({ quota }: { quota: Quota | null }) {
  const { t, language } = useWords();
  if (!quota) return null;
  if (quota.limit === null) return <p className="quota quiet">{t("quota.asked", { count: quota.used })}</p>;
  // The period is a month in UTC; in another zone the same moment may be the day before.
  const day = dayInUtc(language, quota.renewsAt);
  return (
    <div className="quota">
      <div className="quota-line">
        <span id="quota-label">{t("quota.label")}</span>
        <span data-testid="quota">{t("quota.used", { used: quota.used, limit: quota.limit })}</span>
      </div>
      <meter
        aria-labelledby="quota-label"
        min={0}
        max={Math.max(quota.limit, 1)}
        value={quota.used}
        high={quota.limit * 0.9}
        optimum={0}
      />
      {day && <p className="quiet">{t("quota.renews", { day })}</p>}
    </div>
  );
}
