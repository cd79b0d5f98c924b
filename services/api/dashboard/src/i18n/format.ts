/** Times always with their zone, money always with the same digits, sizes of time in words. */
import type { Language } from "./index";

export interface Format {
  zone: string;
  time: (iso: string) => string;
  ago: (iso: string, now: number) => string;
  took: (ms: number) => string;
  money: (usd: string | number) => string;
  number: (value: number) => string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

export function makeFormat(
  language: Language,
  zone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): Format {
  const moment = new Intl.DateTimeFormat(language, {
    day: "2-digit",
    month: "2-digit",
    year: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  });
  // "Tomorrow" would be said of whatever is 24 to 47 hours away; only "now" is always true.
  const relative = new Intl.RelativeTimeFormat(language);
  const inSeconds = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const money = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
  });
  const number = new Intl.NumberFormat(language);
  const seconds = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "second",
    maximumFractionDigits: 1,
  });
  return {
    zone,
    time: (iso) => moment.format(new Date(iso)),
    ago(iso, now) {
      const ms = new Date(iso).getTime() - now;
      const [unit, size] = STEPS.find(([, size]) => Math.abs(ms) >= size) ?? ["second", 1_000];
      return (unit === "second" ? inSeconds : relative).format(Math.trunc(ms / size), unit);
    },
    took: (ms) => seconds.format(ms / 1_000),
    money: (usd) => money.format(Number(usd)),
    number: (value) => number.format(value),
  };
}
