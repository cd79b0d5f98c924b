/** Runs as rows, or as cards on a phone. */
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { Badge } from "../../ui/badge";
import { Ago, Exactly } from "../../ui/time";

type Run = Schemas["RunSummary"];

interface Picking {
  picked: string[];
  pick: (run: string, on: boolean) => void;
}

/** With `picking`, each row has a box to tick. */
export function RunTable({ runs, picking }: { runs: Run[]; picking?: Picking }) {
  const { columns } = useWords().runs;
  return (
    <table className="w-full border-collapse text-sm max-md:block">
      <thead className="text-start text-dim max-md:sr-only">
        <tr>
          {[
            columns.status,
            columns.instrument,
            columns.analysis,
            columns.steps,
            columns.created,
            columns.took,
          ].map((name) => (
            <th key={name} scope="col" className="border-b border-line px-2 py-2 text-start font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:grid max-md:gap-2">
        {runs.map((run) => (
          <Row key={run.run_id} run={run} {...(picking && { picking })} />
        ))}
      </tbody>
    </table>
  );
}

const CELL = "px-2 py-2 md:border-b md:border-line/60 max-md:p-0";

function Row({ run, picking }: { run: Run; picking?: Picking }) {
  const words = useWords();
  const format = useFormat();
  const took = run.finished_at && Date.parse(run.finished_at) - Date.parse(run.created_at);
  return (
    <tr className="relative hover:bg-raised/60 max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:rounded-xl max-md:border max-md:border-line max-md:p-3">
      <td className={CELL}>
        <span className="flex items-center gap-2">
          {picking && <Pick run={run} {...picking} />}
          <Badge status={run.status} />
        </span>
      </td>
      <td className={CELL}>
        <Link
          to="/runs/$id"
          params={{ id: run.run_id }}
          className="font-semibold after:absolute after:inset-0 hover:underline"
        >
          {run.instrument} · {run.timeframe}
        </Link>
      </td>
      <td className={CELL}>
        {run.analysis} <span className="text-dim">({words.trigger[run.trigger]})</span>
      </td>
      <td className={CELL}>
        {run.steps_done}/{run.steps_total}
        <span className="md:sr-only"> {words.runs.columns.steps}</span>
      </td>
      <td className={CELL}>
        <Ago at={run.created_at} />{" "}
        <span className="text-xs text-dim max-lg:hidden">
          <Exactly at={run.created_at} />
        </span>
      </td>
      <td className={CELL}>{took ? format.took(took) : "—"}</td>
    </tr>
  );
}

/** Above the link that covers the row. */
function Pick({ run, picked, pick }: Picking & { run: Run }) {
  const words = useWords();
  return (
    <input
      type="checkbox"
      aria-label={`${words.runs.pick} ${run.instrument} · ${run.timeframe}`}
      checked={picked.includes(run.run_id)}
      onChange={({ target }) => pick(run.run_id, target.checked)}
      className="relative z-10 size-4 accent-accent max-md:size-6"
    />
  );
}
