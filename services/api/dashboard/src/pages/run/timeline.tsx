/** Five lanes side by side and the merge after them; the chosen one is opened below, then the plan. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api, type Schemas } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import { Badge, type Status } from "../../ui/badge";
import { ProblemPanel } from "../../ui/states";
import type { StepName } from "../analyses/search";
import { PlanCard } from "./plan";
import { StepDetails } from "./step";
import { useRunWords } from "./words";

type Run = Schemas["RunDetail"];

export function Timeline({ run }: { run: Run }) {
  const go = useNavigate({ from: "/runs/$id" });
  const first = run.steps[0]?.name ?? "merge";
  const { step = first } = useSearch({ from: "/inside/runs/$id" });
  const calls = api.useQuery("get", "/api/runs/{run_id}/calls", { params: { path: { run_id: run.run_id } } });
  return (
    <div className="grid gap-4">
      <Lanes
        run={run}
        chosen={step}
        choose={(next) =>
          go({ search: (now) => ({ ...now, step: next }), replace: true, resetScroll: false })
        }
      />
      {calls.isError && <ProblemPanel error={calls.error} retry={() => calls.refetch()} />}
      <StepDetails
        key={step}
        run={run}
        name={step}
        calls={(calls.data?.items ?? []).filter((one) => one.step === step)}
      />
      {run.plan && <PlanCard plan={run.plan} levels={run.levels} />}
    </div>
  );
}

interface LanesProps {
  run: Run;
  chosen: StepName;
  choose: (step: StepName) => void;
}

function Lanes({ run, chosen, choose }: LanesProps) {
  const words = useWords();
  const own = useRunWords();
  const format = useFormat();
  return (
    <section
      aria-label={own.lanes}
      className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-2 max-sm:grid-cols-2"
    >
      {run.steps.map((one) => (
        <Lane
          key={one.name}
          label={words.method[one.name]}
          status={one.status}
          told={[
            one.output ? words.run.facts(one.output.facts.length) : one.error?.code,
            one.model ?? undefined,
            one.duration_ms ? format.took(one.duration_ms) : undefined,
          ]}
          chosen={chosen === one.name}
          choose={() => choose(one.name)}
        />
      ))}
      <Lane
        label={own.merge}
        status={run.posts.length ? "completed" : run.status === "failed" ? "failed" : "pending"}
        told={[run.posts.length ? run.posts.map(({ language }) => language).join(", ") : undefined]}
        chosen={chosen === "merge"}
        choose={() => choose("merge")}
      />
    </section>
  );
}

interface LaneProps {
  label: string;
  status: Status;
  told: (string | undefined)[];
  chosen: boolean;
  choose: () => void;
}

function Lane({ label, status, told, chosen, choose }: LaneProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={choose}
      className={cx(
        "grid content-start justify-items-start gap-1.5 rounded-xl border p-3 text-start hover:border-dim",
        chosen ? "border-accent bg-accent/10" : "border-line bg-surface",
      )}
    >
      <span className="font-semibold">{label}</span>
      <Badge status={status} />
      <span className="break-all text-xs text-dim">{told.filter(Boolean).join(" · ")}</span>
    </button>
  );
}
