/** Prices are stored per token and read per thousand and per million. */
const PER_MILLION = 1_000_000;
const DIGITS = 6;

/** US dollars for so many tokens, without the dust of binary fractions. */
export function priceFor(perToken: string, tokens: number): number {
  return Number((Number(perToken) * tokens).toPrecision(DIGITS));
}

/** What a person gives per million, per token and as text: no binary fraction comes in between. */
export function perToken(perMillion: string): string {
  const [whole = "0", part = ""] = perMillion.trim().split(".");
  const digits = whole.padStart(String(PER_MILLION).length, "0");
  const point = digits.length - String(PER_MILLION).length + 1;
  return `${Number(digits.slice(0, point))}.${digits.slice(point)}${part}`;
}
