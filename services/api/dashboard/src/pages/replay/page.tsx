/** One step of a run asked once more: what is to be different on the left, what came of it on the right. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain } from "../../api/pages";
import { useSpeech, useWords } from "../../i18n";
import { Asked } from "../../ui/asked";
import { Empty, Skeleton } from "../../ui/states";
import { Title } from "../../ui/title";
import { STEPS, type StepName } from "../analyses/search";
import { Missing } from "../missing";
import { useRunWords } from "../run/words";
import { Earlier } from "./earlier";
import { asInReplay, asInRun, type Replay, type Run } from "./form";
import { Outcome } from "./outcome";
import { useReplayWords } from "./words";
import { Workbench } from "./workbench";

const ROUTE = "/inside/runs/$id/steps/$step/replay";
const POLL_MS = 1_000;

export function ReplayPage() {
  const { step: given } = useParams({ from: ROUTE });
  const step = STEPS.find((one) => one === given);
  return step ? <OfStep step={step} /> : <Missing />;
}

function OfStep({ step }: { step: StepName }) {
  const words = useWords();
  const own = useReplayWords();
  const { merge } = useRunWords();
  const admin = useIsAdmin();
  const { id } = useParams({ from: ROUTE });
  const run = api.useQuery("get", "/api/runs/{run_id}", { params: { path: { run_id: id } } });
  const prompt = api.useQuery("get", "/api/prompts/{step}", { params: { path: { step } } });
  const name = step === "merge" ? merge : words.method[step];
  return (
    <>
      <Title of={run.data && <ToRun run={run.data} step={step} />}>{own.title(name)}</Title>
      {admin ? (
        <Asked of={run} rows={8}>
          {(shown) => (
            <Asked of={prompt} rows={8}>
              {(active) => <Opened run={shown} step={step} prompt={active} />}
            </Asked>
          )}
        </Asked>
      ) : (
        <Empty>{own.admins}</Empty>
      )}
    </>
  );
}

function ToRun({ run, step }: { run: Run; step: StepName }) {
  const own = useReplayWords();
  return (
    <Link
      to="/runs/$id"
      params={{ id: run.run_id }}
      search={{ step }}
      className="text-sm text-accent underline"
    >
      {own.run} {run.instrument} · {run.timeframe}
    </Link>
  );
}

interface OpenedProps {
  run: Run;
  step: StepName;
  prompt: Schemas["PromptDetail"];
}

/** A replay that the address names fills the form, unless it was asked for from here. */
function Opened({ run, step, prompt }: OpenedProps) {
  const own = useReplayWords();
  const { language: spoken } = useSpeech();
  const { replay, text } = useSearch({ from: ROUTE });
  const go = useNavigate({ from: "/runs/$id/steps/$step/replay" });
  const asked = useReplay(replay);
  const status = asked.data?.status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a replay that came to its end changes the list
  useEffect(() => void askAgain("/api/runs/{run_id}/replays", "/api/system"), [status]);
  const [named] = useState(replay);
  const [begun, begin] = useState<Replay | null>(null);
  if (named && named === replay && asked.isPending) return <Skeleton rows={8} />;
  const from = begun ?? (named === replay ? asked.data : undefined);
  const language = text ?? from?.asked.language ?? spoken;
  const usual = asInRun(run, step, language, prompt.version);
  const show = (next: string) =>
    go({ search: (now) => ({ ...now, replay: next }), replace: true, resetScroll: false });

  return (
    <div className="grid gap-4">
      <p className="max-w-prose text-sm text-dim">{own.what}</p>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Workbench
          key={begun?.replay_id ?? "first"}
          {...{ run, step, language, usual, prompt }}
          first={from ? asInReplay(from, usual) : usual}
          speak={(next) =>
            go({ search: (now) => ({ ...now, text: next }), replace: true, resetScroll: false })
          }
          asked={show}
        />
        <div className="grid min-w-0 gap-4">
          <Outcome asked={asked} none={!replay} goOn={begin} show={show} />
          <Earlier run={run.run_id} step={step} shown={replay} />
        </div>
      </div>
    </div>
  );
}

function useReplay(replay: string | undefined) {
  return api.useQuery(
    "get",
    "/api/replays/{replay_id}",
    { params: { path: { replay_id: replay ?? "" } } },
    {
      enabled: replay !== undefined,
      refetchInterval: ({ state }) => (state.data?.status === "pending" ? POLL_MS : false),
    },
  );
}
