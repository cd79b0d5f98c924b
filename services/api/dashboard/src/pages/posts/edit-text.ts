/** How a post's text is handed to the server and how its refusals come back to their places; pure. */
import type { FieldProblem } from "../../api/problem";

export interface Offence {
  code: string;
  offset: number;
  words: string;
}

const GAP = "\n\n";

/** As the server writes it: blocks apart by one empty line, nothing around them. */
export function tidied(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .join("\n")
    .trim()
    .split(/\n\s*\n/)
    .filter((block) => block.trim())
    .join(GAP);
}

/** The text without the block that nobody changes. */
export function withoutFooter(text: string, footer: string): string {
  return text.endsWith(GAP + footer) ? text.slice(0, -(GAP + footer).length) : text;
}

export function withFooter(text: string, footer: string): string {
  return text ? text + GAP + footer : footer;
}

/** `text.<offset>.<length>` counts UTF-16 units, which is how JavaScript counts too. */
export function offencesOf(text: string, errors: readonly FieldProblem[]): Offence[] {
  return errors.flatMap(({ field, code }) => {
    const place = /^text\.(\d+)\.(\d+)$/.exec(field);
    if (!place) return [];
    const offset = Number(place[1]);
    return [{ code, offset, words: text.slice(offset, offset + Number(place[2])) }];
  });
}
