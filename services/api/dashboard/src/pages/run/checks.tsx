/** How each text came about: who wrote it, what was wrong with the answers, why it is the twin's. */
import type { Schemas } from "../../api/client";
import { LANGUAGES, useFormat } from "../../i18n";
import { cx } from "../../lib/cx";
import { Mark } from "../../ui/badge";
import { useTerms } from "./terms";
import { useRunWords } from "./words";

type Writing = Schemas["Writing"];

interface ChecksProps {
  writings: readonly Writing[];
  /** Where there is no room for two beside each other. */
  narrow?: boolean;
}

export function Checks({ writings, narrow = false }: ChecksProps) {
  const own = useRunWords();
  const terms = useTerms();
  if (!writings.length) return <p className="text-sm text-dim">{own.noModel}</p>;
  return (
    <ul className={cx("grid gap-2", !narrow && "lg:grid-cols-2")}>
      {writings.map((one) => (
        <li
          key={one.language}
          className="grid min-w-0 content-start gap-1.5 rounded-lg bg-ground p-2 text-sm"
        >
          <p className="flex flex-wrap items-center gap-2">
            <strong lang={one.language}>{LANGUAGES[one.language].name}</strong>
            {one.made_by === "model" ? (
              <Mark colour="good" icon="check">
                {own.byModel}
              </Mark>
            ) : (
              <Mark colour="wait" icon="dash">
                {own.byTwin}
              </Mark>
            )}
            {one.made_by === "model" && (one.calls?.length ?? 0) > 1 && (
              <span className="text-dim">{own.repaired}</span>
            )}
          </p>
          {one.reason && (
            <p className="break-words">
              <span className="text-dim">{own.reason}:</span> {terms.code(one.reason)}{" "}
              <code>{one.detail}</code>
            </p>
          )}
          <ol className="grid gap-1">
            {one.calls?.map((call) => (
              <Answer key={call.id} call={call} />
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}

function Answer({ call }: { call: Schemas["ModelCall"] }) {
  const own = useRunWords();
  const format = useFormat();
  const offences = call.offences ?? [];
  const removed = Object.entries(call.removed ?? {});
  return (
    <li className="break-words">
      <span className="break-all">{call.model}</span>{" "}
      <span className="text-dim">
        {format.number(call.tokens_in ?? 0)} → {format.number(call.tokens_out ?? 0)} ·{" "}
        {call.reused ? own.reused : format.money(call.cost_usd)}
      </span>
      {!offences.length && <span className="block text-good">✓ {own.clean}</span>}
      {offences.length > 0 && (
        <span className="block text-bad">
          ✕ {own.offences}: {offences.join("; ")}
        </span>
      )}
      {removed.length > 0 && (
        <span className="block text-dim">
          {own.removed}: {removed.map(([kind, count]) => `${kind} × ${count}`).join(", ")}
        </span>
      )}
    </li>
  );
}
