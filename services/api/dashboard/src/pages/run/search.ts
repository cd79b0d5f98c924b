/** Which side of a run is looked at, and which of its steps, as they stand in the address. */
import { STEPS, type StepName } from "../analyses/search";

export const TABS = ["timeline", "chart", "post", "events"] as const;
export type Tab = (typeof TABS)[number];

export interface TabSearch {
  tab?: Tab;
  step?: StepName;
}

export function tabSearch(given: Record<string, unknown>): TabSearch {
  const tab = TABS.find((one) => one === given.tab);
  const step = STEPS.find((one) => one === given.step);
  return { ...(tab && { tab }), ...(step && { step }) };
}
