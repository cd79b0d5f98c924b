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
  firings: Schemas["Firing"][];
  zone: string;
  leavesOut: boolean;
}

export function Firings({ firings, zone, leavesOut }: FiringsProps) {
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
          {one.closed && (
            <Mark colour="wait" icon="dash">
              {leavesOut ? words.skipped : words.closed}
            </Mark>
          )}
        </li>
      ))}
    </ol>
  );
}
