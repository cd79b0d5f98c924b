/** By whom, by which prompt, for how much and how long: the run, the replay, and by how much they differ. */
import type { Schemas } from "../../api/client";
import { useFormat } from "../../i18n";
import { useAnalysesWords } from "../analyses/words";
import { useRunWords } from "../run/words";
import { useReplayWords } from "./words";

type Told = Schemas["StepAccount"];
type Row = [
  name: string,
  tell: (told: Told) => string,
  differ?: ((before: Told, after: Told) => string) | undefined,
  finished?: true,
];

export function Account({ original, result }: { original: Told | null; result: Told }) {
  const own = useReplayWords();
  const all = useRows();
  // A method's block is no finished text, of which alone the gate keeps an account.
  const rows = all.filter(([, , , finished]) => !finished || result.grounding);
  return (
    <table className="w-full table-fixed border-collapse text-sm">
      <caption className="sr-only">{own.facts}</caption>
      <thead className="text-dim">
        <tr>
          {[own.field, own.original, own.result, own.difference].map((name) => (
            <th key={name} scope="col" className="break-words py-1 pe-2 text-start font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, tell, differ]) => (
          <tr key={name} className="border-t border-line/60 align-top">
            <th scope="row" className="break-words py-1 pe-2 text-start font-normal text-dim">
              {name}
            </th>
            <td className="break-words py-1 pe-2">{original ? tell(original) : "—"}</td>
            <td className="break-words py-1 pe-2">{tell(result)}</td>
            <td className="break-words py-1">{original && differ ? differ(original, result) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useRows(): Row[] {
  const { rows, ownPrompt } = useReplayWords();
  const { byModel, byTwin } = useRunWords();
  const { version } = useAnalysesWords();
  const format = useFormat();
  const signed = (amount: number, tell: (amount: number) => string) =>
    amount === 0 ? "" : `${amount > 0 ? "+" : "−"}${tell(Math.abs(amount))}`;
  const prompt = ({ prompt_version: used }: Told) => {
    if (used === null) return "—";
    return /^\d+$/.test(used) ? version(Number(used)) : ownPrompt;
  };
  const offences = ({ grounding, writing }: Told) => [
    ...(grounding?.refused ?? []),
    ...(writing?.calls?.flatMap((call) => call.offences ?? []) ?? []),
  ];
  const tokens = ({ tokens_in: asked, tokens_out: told }: Told) => asked + told;
  return [
    [rows.madeBy, (told) => (told.made_by === "model" ? byModel : byTwin)],
    [rows.model, (told) => told.model ?? "—"],
    [rows.prompt, prompt],
    [
      rows.tokens,
      (told) => `${format.number(told.tokens_in)} → ${format.number(told.tokens_out)}`,
      (before, after) => signed(tokens(after) - tokens(before), format.number),
    ],
    [
      rows.cost,
      (told) => format.money(told.cost_usd),
      (before, after) => signed(Number(after.cost_usd) - Number(before.cost_usd), format.money),
    ],
    [
      rows.took,
      (told) => format.took(told.duration_ms),
      (before, after) => signed(after.duration_ms - before.duration_ms, format.took),
    ],
    [
      rows.levels,
      (told) => (told.grounding ? format.number(told.grounding.levels_cited) : "—"),
      (before, after) =>
        before.grounding && after.grounding
          ? signed(after.grounding.levels_cited - before.grounding.levels_cited, format.number)
          : "",
      true,
    ],
    [
      rows.numbers,
      (told) => (told.grounding ? format.number(told.grounding.numbers_checked) : "—"),
      undefined,
      true,
    ],
    [
      rows.offences,
      (told) => format.number(offences(told).length),
      (before, after) => signed(offences(after).length - offences(before).length, format.number),
    ],
  ];
}
