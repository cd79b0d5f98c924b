/** What the palette offers, and which of it a few typed words mean. */
export interface Entry {
  id: string;
  kind: "page" | "instrument" | "run" | "action";
  label: string;
  act: () => void;
}

const MOST = 40;

export function search(entries: readonly Entry[], typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .filter(({ label, id }) => words.every((word) => `${label} ${id}`.toLowerCase().includes(word)))
    .slice(0, MOST);
}
