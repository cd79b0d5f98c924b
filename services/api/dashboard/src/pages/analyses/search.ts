/** Which side of an analysis is looked at, as it stands in the address. */
import type { Schemas } from "../../api/client";

export const TABS = ["pipeline", "prompts", "history"] as const;
export const STEPS = [
  "wyckoff",
  "smc",
  "vsa",
  "delta",
  "ict",
  "merge",
] as const satisfies Schemas["PromptStep"][];
export type Tab = (typeof TABS)[number];
export type StepName = (typeof STEPS)[number];

export interface AnalysisSearch {
  tab?: Tab;
  step?: StepName;
  older?: number;
  newer?: number;
}

function version(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

export function analysisSearch(given: Record<string, unknown>): AnalysisSearch {
  const tab = TABS.find((one) => one === given.tab);
  const step = STEPS.find((one) => one === given.step);
  const [older, newer] = [version(given.older), version(given.newer)];
  return { ...(tab && { tab }), ...(step && { step }), ...(older && { older }), ...(newer && { newer }) };
}
