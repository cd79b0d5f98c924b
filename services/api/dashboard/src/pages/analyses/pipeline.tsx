/** The fan-out as a picture: candles go to the methods side by side, their findings to the merge, that to the post. */
import type { ReactNode } from "react";
import { useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import type { StepName } from "./search";
import { type Choice, choiceOf, METHODS, type Spec } from "./spec";
import { useAnalysesWords } from "./words";

interface PipelineProps {
  spec: Spec;
  chosen: StepName;
  choose: (step: StepName) => void;
}

export function Pipeline({ spec, chosen, choose }: PipelineProps) {
  const words = useWords();
  const own = useAnalysesWords();
  const node = (step: StepName, label: string) => (
    <Node
      key={step}
      label={label}
      choice={choiceOf(spec, step)}
      chosen={step === chosen}
      choose={() => choose(step)}
    />
  );
  return (
    <section
      aria-label={own.pipeline.label}
      className="grid items-center rounded-xl border border-line bg-surface p-4 md:grid-cols-[auto_2.5rem_minmax(0,1fr)_2.5rem_minmax(0,1fr)_1.5rem_auto]"
    >
      <End>{own.pipeline.candles}</End>
      <Fan />
      <div className="grid gap-2">{METHODS.map((method) => node(method, words.method[method]))}</div>
      <Fan mirrored />
      {node("merge", own.pipeline.merge)}
      <Line />
      <End>{own.pipeline.post}</End>
    </section>
  );
}

function End({ children }: { children: ReactNode }) {
  return <p className="rounded-lg border border-line bg-raised px-3 py-2 text-center text-sm">{children}</p>;
}

interface NodeProps {
  label: string;
  choice: Choice | undefined;
  chosen: boolean;
  choose: () => void;
}

function Node({ label, choice, chosen, choose }: NodeProps) {
  const { pipeline, withoutModel } = useAnalysesWords();
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={choose}
      className={cx(
        "grid min-h-11 min-w-0 rounded-lg border px-3 py-1.5 text-start hover:border-dim",
        chosen ? "border-accent bg-accent/10" : "border-line bg-ground",
        !choice && "border-dashed",
      )}
    >
      <span className="text-sm font-semibold">{label}</span>
      <span className="truncate text-xs text-dim">
        {choice ? (choice.model ?? withoutModel) : pipeline.off}
      </span>
    </button>
  );
}

const STROKE = {
  className: "fill-none stroke-line",
  strokeWidth: 1.5,
  vectorEffect: "non-scaling-stroke",
} as const;

/** Lines from one to five; on a phone everything stands below each other, and one arrow says as much. */
function Fan({ mirrored = false }: { mirrored?: boolean }) {
  return (
    <>
      <svg
        aria-hidden="true"
        viewBox="0 0 40 100"
        preserveAspectRatio="none"
        className={cx("size-full max-md:hidden", mirrored && "-scale-x-100")}
      >
        {METHODS.map((method, place) => (
          <path key={method} d={`M0 50C20 50 20 ${10 + place * 20} 40 ${10 + place * 20}`} {...STROKE} />
        ))}
      </svg>
      <Down />
    </>
  );
}

function Line() {
  return (
    <>
      <svg
        aria-hidden="true"
        viewBox="0 0 40 10"
        preserveAspectRatio="none"
        className="h-3 w-full max-md:hidden"
      >
        <path d="M0 5H40" {...STROKE} />
      </svg>
      <Down />
    </>
  );
}

function Down() {
  return (
    <span aria-hidden="true" className="py-1 text-center text-dim md:hidden">
      ↓
    </span>
  );
}
