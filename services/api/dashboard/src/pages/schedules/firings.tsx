/** Coming firings on the schedule's own clocks, with what is unusual about each. */
import { useMemo } from "react";
import type { Schemas } from "../../api/client";
import { useSpeech } from "../../i18n";
import { makeFormat } from "../../i18n/format";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Ago } from "../../ui/time";
import { clocksMoved } from "./timing";
import { WORDS } from "./words";

interface FiringsProps {
  firings: (Schemas["Firing"] & { closedFor?: string[] })[];
  zone: string;
  leavesOut: boolean;
  /** How many instruments these are the firings of. */
  among?: number;
}

export function Firings({ firings, zone, leavesOut, among = 1 }: FiringsProps) {
  const words = usePageWords(WORDS);
  const { language } = useSpeech();
  const format = useMemo(() => makeFormat(language, zone), [language, zone]);
  return (
    <ol aria-label={words.next} className="grid gap-1 text-sm">
      {firings.map((one, place) => (
        <li key={one.at} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <time dateTime={one.at}>{format.time(one.at)}</time>
          <span className="text-dim">
            <Ago at={one.at} />
          </span>
          {clocksMoved(firings, place) && (
            <Mark colour="wait" icon="clock">
              {words.moved}
            </Mark>
          )}
          {(one.closed || Boolean(one.closedFor?.length)) && (
            <Mark colour="wait" icon="dash">
              {closedAt(leavesOut ? words.skipped : words.closed, one.closedFor ?? [], among)}
            </Mark>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Which instruments is told where it is not all of them. */
function closedAt(told: string, of: string[], among: number): string {
  return of.length && of.length < among ? `${told} (${of.join(", ")})` : told;
}
