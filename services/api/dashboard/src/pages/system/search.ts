/** Which dead letters are listed and which one is open, as it stands in the address. */
export const STATES = ["open", "replayed", "dropped"] as const;
export type LetterState = (typeof STATES)[number];

export interface SystemSearch {
  letters?: LetterState;
  letter?: number;
}

export function systemSearch(given: Record<string, unknown>): SystemSearch {
  const letters = STATES.find((one) => one === given.letters);
  const { letter } = given;
  return {
    ...(letters && { letters }),
    ...(typeof letter === "number" && Number.isSafeInteger(letter) && letter > 0 && { letter }),
  };
}
