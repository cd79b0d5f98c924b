/** The tabs of the settings, and who sees which. */
export const TABS = [
  { name: "preferences", admin: false },
  { name: "instruments", admin: false },
  { name: "sources", admin: false },
  { name: "models", admin: false },
  { name: "keys", admin: true },
  { name: "users", admin: true },
  { name: "tokens", admin: true },
  { name: "audit", admin: true },
] as const;

export type TabName = (typeof TABS)[number]["name"];

export interface SettingsSearch {
  q?: string;
  provider?: string;
  enabled?: true;
  free?: true;
}

/** What the lists are filtered by, as it stands in the address. */
export function settingsSearch(given: Record<string, unknown>): SettingsSearch {
  const text = (value: unknown) => typeof value === "string" && value !== "" && value.length <= 64;
  return {
    ...(text(given.q) && { q: given.q as string }),
    ...(text(given.provider) && { provider: given.provider as string }),
    ...(given.enabled === true && { enabled: true }),
    ...(given.free === true && { free: true }),
  };
}
