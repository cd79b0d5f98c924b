/** Which replay of a step is looked at and in which language, as they stand in the address. */
import type { Language } from "../../i18n";

export interface ReplaySearch {
  replay?: string;
  text?: Language;
}

export function replaySearch(given: Record<string, unknown>): ReplaySearch {
  const text = (["ru", "en"] as const).find((one) => one === given.text);
  const replay = typeof given.replay === "string" && /^[0-9a-f-]{36}$/.test(given.replay) && given.replay;
  return { ...(replay && { replay }), ...(text && { text }) };
}
