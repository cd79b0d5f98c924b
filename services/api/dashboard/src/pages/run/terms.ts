/** What methods and plans call things, in words; a code without a word is shown as it is. */
import { usePageWords } from "../../i18n/page-words";
import en from "./terms/en.json";
import ru from "./terms/ru.json";

type Dictionary = Readonly<Record<string, string>>;
export type Value = string | number | boolean | null;
type Terms = Readonly<Record<"kinds" | "fields" | "roles" | "codes" | "signs", Dictionary>>;

/** Fields that say up, down or neither when they are numbers. */
const SIGNS = ["trend", "background", "bias", "side"];

/** As many digits as one compares by; the raw JSON has them all. */
const rounded = new Intl.NumberFormat("en", { maximumSignificantDigits: 5, useGrouping: false });

export function speaking({ kinds, fields, roles, codes, signs }: Terms) {
  const code = (name: string) => codes[name] ?? kinds[name] ?? name;
  return {
    code,
    /** The mirror of some events has a name of its own. */
    kind: (name: string, direction = 0) =>
      (direction < 0 && kinds[`${name}-`]) || (kinds[name] ?? code(name)),
    role: (name: string) => roles[name] ?? name,
    field(name: string): string {
      const [, trend, frame] = /^(trend)_(\w+)$/.exec(name) ?? [];
      return trend ? `${fields[trend]} ${frame}` : (fields[name] ?? name);
    },
    value(field: string, value: Value): string {
      if (typeof value !== "number") return code(String(value));
      if (SIGNS.includes(field.replace(/_.*/, ""))) return signs[value] ?? String(value);
      return Number.isInteger(value) ? String(value) : rounded.format(value);
    },
  };
}

/** A key that Russian lacks does not compile. */
const SPOKEN = { en: speaking(en), ru: speaking(ru satisfies typeof en) };

export const useTerms = () => usePageWords(SPOKEN);
