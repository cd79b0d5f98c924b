import type { Schemas } from "../../api/client";
import { useFormat } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { shareOf } from "./judge";
import { WORDS } from "./words";

/** What models cost today beside what they may cost. */
export function Spent({ spending }: { spending: Schemas["Spending"] }) {
  const words = usePageWords(WORDS);
  const format = useFormat();
  const share = shareOf(spending);
  return (
    <div className="grid gap-2 text-sm">
      <p>
        <span className="text-lg font-semibold">{format.money(spending.spent)}</span>{" "}
        {spending.cap !== null && words.of(format.money(spending.cap))}
      </p>
      {share === null ? (
        <p className="text-dim">{words.noCap}</p>
      ) : (
        <meter aria-label={words.spending} value={share} high={0.8} className="h-3 w-full" />
      )}
      {Number(spending.reserved) > 0 && (
        <p className="text-dim">{words.reserved(format.money(spending.reserved))}</p>
      )}
    </div>
  );
}
