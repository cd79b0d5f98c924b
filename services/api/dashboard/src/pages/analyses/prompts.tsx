/** Which prompt each step of the analysis takes. */
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useWords } from "../../i18n";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { STEPS } from "./search";
import { choiceOf, type Spec } from "./spec";
import { useAnalysesWords } from "./words";

export function Prompts({ config }: { config: Spec }) {
  const words = useWords();
  const analyses = useAnalysesWords();
  const prompts = api.useQuery("get", "/api/prompts");
  if (prompts.isPending) return <Skeleton rows={6} />;
  if (prompts.isError) return <ProblemPanel error={prompts.error} retry={() => prompts.refetch()} />;
  const active = new Map(prompts.data.items.map((one) => [one.step, one.version]));
  return (
    <ul className="grid gap-2">
      {STEPS.map((step) => {
        const choice = choiceOf(config, step);
        if (!choice) return null;
        return (
          <li
            key={step}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-xl border border-line bg-surface p-3"
          >
            <Link to="/prompts/$step" params={{ step }} className="w-28 font-semibold text-accent underline">
              {step === "merge" ? analyses.pipeline.merge : words.method[step]}
            </Link>
            <span className="text-sm">
              {choice.prompt_version
                ? analyses.version(Number(choice.prompt_version))
                : analyses.step.active(active.get(step))}
            </span>
            <span className="break-all text-sm text-dim">{choice.model ?? analyses.withoutModel}</span>
          </li>
        );
      })}
    </ul>
  );
}
