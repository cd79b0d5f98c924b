/** Which two runs stand side by side, as it stands in the address. */
export interface CompareSearch {
  a?: string;
  b?: string;
}

function id(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f-]{36}$/.test(value) ? value : undefined;
}

export function compareSearch(given: Record<string, unknown>): CompareSearch {
  const [a, b] = [id(given.a), id(given.b)];
  return { ...(a && { a }), ...(b && { b }) };
}
