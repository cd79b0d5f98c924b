/** Where in a text its problems stand: lines and columns counted from 1 become offsets. */
import type { Schemas } from "../../api/client";

export interface Place {
  from: number;
  to: number;
  told: string;
}

/** The word that begins there, or a single letter; what lies behind the end is pulled into the text. */
export function placesOf(text: string, problems: readonly Schemas["PromptPlace"][]): Place[] {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  return problems
    .flatMap(({ line, column, detail }) => {
      const from = Math.min((starts[line - 1] ?? text.length) + column - 1, text.length - 1);
      if (from < 0) return [];
      const word = /^[\p{L}\p{N}_.]+/u.exec(text.slice(from))?.[0] ?? "";
      return [{ from, to: from + Math.max(1, word.length), told: detail }];
    })
    .sort((a, b) => a.from - b.from);
}
