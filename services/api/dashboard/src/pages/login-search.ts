/** Where somebody wanted to go before the login; an address of this site and no other. */
export function nextSearch(given: Record<string, unknown>): { next?: string } {
  const { next } = given;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}
