/** How the levels of two runs differ: by id, since ids are what the posts name. */
type Ledger = Readonly<Record<string, string | number>>;

export interface LevelDifference {
  id: string;
  a: string | null;
  b: string | null;
}

/** Only those that are not the same on both sides; prices are compared as numbers. */
export function levelDifferences(a: Ledger, b: Ledger): LevelDifference[] {
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return ids
    .map((id) => ({ id, a: told(a[id]), b: told(b[id]) }))
    .filter((one) => one.a === null || one.b === null || Number(one.a) !== Number(one.b));
}

function told(price: string | number | undefined): string | null {
  return price === undefined ? null : String(price);
}
