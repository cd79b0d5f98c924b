/** Which language and which versions of a prompt are looked at, as it stands in the address. */
import type { Language } from "../../i18n";

export interface PromptSearch {
  text?: Language;
  older?: number;
  newer?: number;
}

function version(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

export function promptSearch(given: Record<string, unknown>): PromptSearch {
  const text = (["ru", "en"] as const).find((one) => one === given.text);
  const [older, newer] = [version(given.older), version(given.newer)];
  return { ...(text && { text }), ...(older && { older }), ...(newer && { newer }) };
}
