/** What the form of the home page begins with, as it stands in the address. */
export function homeSearch(given: Record<string, unknown>): { instrument?: string } {
  const { instrument } = given;
  return typeof instrument === "string" && instrument !== "" && instrument.length <= 64 ? { instrument } : {};
}
