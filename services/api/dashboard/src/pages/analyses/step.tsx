/** How one step asks a model: which, who stands in for it, how warm, how long, by which prompt. */
import { Link } from "@tanstack/react-router";
import { api, type Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { Card } from "../../ui/card";
import { Field, Select } from "../../ui/field";
import { Check } from "./check";
import { Amount, ModelSelect, useEnabledModels } from "./choosing";
import type { StepName } from "./search";
import { type Choice, choiceOf, type Spec, withChoice, withMethod, withModel } from "./spec";
import { useAnalysesWords } from "./words";

const MOST_FALLBACKS = 3;

interface StepFormProps {
  spec: Spec;
  step: StepName;
  change: (spec: Spec) => void;
}

export function StepForm({ spec, step, change }: StepFormProps) {
  const words = useWords();
  const own = useAnalysesWords();
  const choice = choiceOf(spec, step);
  const title = step === "merge" ? own.pipeline.merge : words.method[step];
  return (
    <Card title={title}>
      {step !== "merge" && (
        <Check
          label={own.pipeline.on}
          checked={Boolean(choice)}
          set={(on) => change(withMethod(spec, step, on))}
        />
      )}
      {choice && <Asking spec={spec} step={step} change={change} choice={choice} />}
    </Card>
  );
}

function Asking({ spec, step, change, choice }: StepFormProps & { choice: Choice }) {
  const words = useAnalysesWords();
  const models = useEnabledModels();
  const set = (part: Partial<Choice>) => change(withChoice(spec, step, part));
  const enabled = models.data?.items ?? [];
  const missing = Boolean(models.data && choice.model && !enabled.some(({ id }) => id === choice.model));
  return (
    <div className="mt-3 grid gap-3 md:grid-cols-2">
      <ModelSelect
        label={words.step.model}
        value={choice.model ?? null}
        none={words.withoutModel}
        models={enabled}
        choose={(model) => change(withModel(spec, step, model))}
      />
      {choice.model && <Fallbacks choice={choice} models={enabled} set={set} />}
      {missing && (
        <p role="status" className="text-sm text-wait md:col-span-2">
          {words.step.disabled}
        </p>
      )}
      <Amount
        label={words.step.temperature}
        value={choice.temperature}
        min={0}
        max={2}
        step={0.1}
        set={(temperature) => set({ temperature })}
      />
      <Amount
        label={words.step.tokens}
        value={choice.max_tokens}
        min={64}
        max={32_000}
        step={1}
        set={(max_tokens) => set({ max_tokens })}
      />
      <PromptVersion step={step} value={choice.prompt_version ?? null} set={set} />
    </div>
  );
}

interface FallbacksProps {
  choice: Choice;
  models: Schemas["Model"][];
  set: (part: Partial<Choice>) => void;
}

/** Those there are, and room for one more. */
function Fallbacks({ choice, models, set }: FallbacksProps) {
  const { step } = useAnalysesWords();
  const { fallback_models: chosen, model } = choice;
  return [...chosen, null].slice(0, MOST_FALLBACKS).map((one, place) => (
    <ModelSelect
      key={one ?? "another"}
      label={step.fallback(place + 1)}
      value={one}
      none={step.none}
      models={models.filter(({ id }) => id === one || (id !== model && !chosen.includes(id)))}
      choose={(next) =>
        set({
          fallback_models: [...chosen.slice(0, place), ...(next ? [next] : []), ...chosen.slice(place + 1)],
        })
      }
    />
  ));
}

interface PromptVersionProps {
  step: StepName;
  value: string | null;
  set: (part: Partial<Choice>) => void;
}

function PromptVersion({ step, value, set }: PromptVersionProps) {
  const words = useAnalysesWords().step;
  const prompt = api.useQuery("get", "/api/prompts/{step}", { params: { path: { step } } });
  const versions = Array.from({ length: prompt.data?.newest ?? 0 }, (_, place) => String(place + 1));
  if (value && !versions.includes(value)) versions.push(value);
  return (
    <>
      <Field label={words.prompt}>
        {(id) => (
          <Select
            id={id}
            value={value ?? ""}
            onChange={({ target }) => set({ prompt_version: target.value || null })}
          >
            <option value="">{words.active(prompt.data?.version)}</option>
            {versions.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </Field>
      <p className="self-end pb-2 text-sm">
        <Link to="/prompts/$step" params={{ step }} className="text-accent underline">
          {words.edit}
        </Link>
      </p>
    </>
  );
}
