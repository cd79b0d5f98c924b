/** A Telegram text as it is shown: entities become elements, never markup in a string. */
import { Fragment, type ReactNode } from "react";
import type { Schemas } from "../../api/client";

type Entity = Schemas["TextEntity"];

const QUOTES = new Set(["blockquote", "expandable_blockquote"]);

/** Offsets count UTF-16 units, which is how JavaScript counts too; a quote stands on lines of its own. */
export function withEntities(text: string, entities: readonly Entity[]): ReactNode {
  const inner = entities.filter(({ type }) => !QUOTES.has(type));
  const quotes = entities.filter(({ type }) => QUOTES.has(type)).sort((a, b) => a.offset - b.offset);
  const told: ReactNode[] = [];
  let from = 0;
  for (const { offset, length } of quotes) {
    const end = Math.min(offset + length, text.length);
    // A break at the end of a block shows no line of its own: the text stays what it is, to the letter.
    const after = text[end] === "\n" ? end + 1 : end;
    told.push(
      <Fragment key={`to ${offset}`}>{dressed(text, inner, from, offset)}</Fragment>,
      <span key={offset} className="block border-s-2 border-accent ps-2">
        {dressed(text, inner, offset, after)}
      </span>,
    );
    from = after;
  }
  return [...told, <Fragment key="rest">{dressed(text, inner, from, text.length)}</Fragment>];
}

function dressed(text: string, entities: readonly Entity[], first: number, last: number): ReactNode {
  const cuts = new Set([first, last]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const edges = [...cuts].filter((cut) => cut >= first && cut <= last).sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, place) => {
    const to = edges[place + 1] ?? last;
    const over = entities.filter((one) => one.offset <= from && one.offset + one.length >= to);
    return <Fragment key={from}>{over.reduceRight<ReactNode>(dress, text.slice(from, to))}</Fragment>;
  });
}

function dress(inner: ReactNode, { type }: Entity): ReactNode {
  switch (type) {
    case "bold":
      return <strong>{inner}</strong>;
    case "italic":
      return <em>{inner}</em>;
    case "underline":
      return <u>{inner}</u>;
    case "strikethrough":
      return <s>{inner}</s>;
    case "code":
    case "pre":
      return <code>{inner}</code>;
    default:
      return inner;
  }
}
