import { Link } from "@tanstack/react-router";
import { useIsAdmin } from "../../api/me";
import { useFormat } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Card } from "../../ui/card";
import { WORDS } from "./words";

/** Messages by their state; what became of some is not known, and those need a decision. */
export function Deliveries({ states }: { states: Record<string, number> }) {
  const words = usePageWords(WORDS);
  const format = useFormat();
  const admin = useIsAdmin();
  const counted = Object.entries(states).filter(([, count]) => count > 0);
  return (
    <Card
      title={words.deliveries}
      aside={
        admin && (
          <Link to="/posts" className="text-sm text-accent underline">
            {words.look}
          </Link>
        )
      }
    >
      {counted.length === 0 && <p className="text-sm text-dim">{words.noDeliveries}</p>}
      <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {counted.map(([state, count]) => (
          <div key={state} className="flex gap-1.5">
            <dt className="text-dim">{words.delivery[state] ?? state}:</dt>
            <dd className="font-semibold">{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
