/** What became of the messages: how many are in which state, and why some did not arrive. */
import { api, type Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { Mark } from "../../ui/badge";
import { Card } from "../../ui/card";
import { ProblemPanel } from "../../ui/states";
import { useRunWords } from "./words";

type Run = Schemas["RunDetail"];

const LOOK = {
  sent: ["good", "check"],
  failed: ["bad", "cross"],
  blocked: ["wait", "dash"],
  unknown: ["wait", "dash"],
} as const;
const LOST = ["failed", "blocked", "unknown"] as const;

export function Deliveries({ run }: { run: Run }) {
  const words = useWords();
  const own = useRunWords();
  const { total, states } = run.deliveries;
  const lost = LOST.some((state) => states[state]);
  return (
    <Card
      title={own.deliveries}
      aside={<span className="text-sm text-dim">{words.run.deliveries(total)}</span>}
    >
      {!total && <p className="text-sm text-dim">{own.noDeliveries}</p>}
      <ul className="flex flex-wrap gap-2">
        {Object.entries(states).map(([state, count]) => {
          const [colour, icon] = LOOK[state as keyof typeof LOOK] ?? (["run", "turn"] as const);
          return (
            <li key={state}>
              <Mark {...{ colour, icon }}>{`${own.states[state] ?? state}: ${count}`}</Mark>
            </li>
          );
        })}
      </ul>
      {lost && <Reasons run={run} />}
    </Card>
  );
}

/** The same reason is told once, with how many messages it met. */
function Reasons({ run }: { run: Run }) {
  const own = useRunWords();
  const lost = api.useQuery("get", "/api/runs/{run_id}/deliveries", {
    params: { path: { run_id: run.run_id }, query: { state: [...LOST], limit: 200 } },
  });
  if (lost.isError) return <ProblemPanel error={lost.error} retry={() => lost.refetch()} />;
  const counts = new Map<string, number>();
  for (const { error, state } of lost.data?.items ?? []) {
    const reason = error ?? own.states[state] ?? state;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return (
    <div className="mt-3 text-sm">
      <p className="text-bad">{own.partial}</p>
      <ul className="list-disc ps-5">
        {[...counts].map(([reason, count]) => (
          <li key={reason} className="break-words">
            {reason} × {count}
          </li>
        ))}
      </ul>
    </div>
  );
}
