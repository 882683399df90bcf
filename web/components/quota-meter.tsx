/** How many questions of this period are used, and when they renew. */
import type { Quota } from "../../src/protocol.ts";
import { useWords } from "../hooks/use-text.ts";
import { dayInUtc } from "../text/format.ts";

export function QuotaMeter({ quota }: { quota: Quota | null }) {
  const { t, language } = useWords();
  if (!quota) return <div className="quota" aria-hidden="true" />;
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

/** Above the box when no question is left: what still works, and from when on there are new ones. */
export function QuotaUsedUp({ quota }: { quota: Quota }) {
  const { t, language } = useWords();
  const day = dayInUtc(language, quota.renewsAt);
  return (
    <div className="notice" role="status">
      <strong>{t("quota.usedUp", { count: quota.limit ?? 0 })}</strong>
      <p>{day ? t("quota.usedUpUntil", { day }) : t("failure.quota-exceeded.advice")}</p>
    </div>
  );
}
