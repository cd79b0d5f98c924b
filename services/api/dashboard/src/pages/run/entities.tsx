/** A Telegram text as it is shown: entities become elements, never markup in a string. */
import { Fragment, type ReactNode } from "react";
import type { Schemas } from "../../api/client";

type Entity = Schemas["TextEntity"];

/** Offsets count UTF-16 units, which is how JavaScript counts too. */
export function withEntities(text: string, entities: readonly Entity[]): ReactNode {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const edges = [...cuts].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, place) => {
    const to = edges[place + 1] ?? text.length;
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
    case "blockquote":
    case "expandable_blockquote":
      return <span className="border-s-2 border-accent ps-2">{inner}</span>;
    default:
      return inner;
  }
}
