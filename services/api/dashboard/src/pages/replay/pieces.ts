/** Two texts word by word: what of each the other lacks. */
import { presentableDiff } from "@codemirror/merge";

export interface Piece {
  from: number;
  text: string;
  changed: boolean;
}

export function piecesOf(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const changes = presentableDiff(before, after);
  return {
    before: cut(
      before,
      changes.map(({ fromA, toA }) => [fromA, toA]),
    ),
    after: cut(
      after,
      changes.map(({ fromB, toB }) => [fromB, toB]),
    ),
  };
}

function cut(text: string, changed: (readonly [number, number])[]): Piece[] {
  const found: Piece[] = [];
  const add = (from: number, to: number, is: boolean) => {
    if (to > from) found.push({ from, text: text.slice(from, to), changed: is });
  };
  let end = 0;
  for (const [from, to] of changed) {
    add(end, from, false);
    add(from, to, true);
    end = to;
  }
  add(end, text.length, false);
  return found;
}
