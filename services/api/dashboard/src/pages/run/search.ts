/** Which side of a run is looked at, as it stands in the address. */
export const TABS = ["timeline", "post", "events"] as const;
export type Tab = (typeof TABS)[number];

export function tabSearch(given: Record<string, unknown>): { tab?: Tab } {
  const tab = TABS.find((one) => one === given.tab);
  return tab ? { tab } : {};
}
