/** The region that a button belongs to: what opens beside it is put in there, so that it is found there too. */
export const landmarkOf = (trigger: Element): HTMLElement | null =>
  trigger.closest<HTMLElement>("main, nav, [role='complementary'], [role='dialog']");
