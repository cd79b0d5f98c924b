/** What both runs' models were told at a step, with the versions of the prompt it was made from. */
import { lazy, Suspense, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { LANGUAGES, type Language, useSpeech, useWords } from "../../i18n";
import { Card } from "../../ui/card";
import { Field, Select } from "../../ui/field";
import { Skeleton } from "../../ui/states";
import { STEPS, type StepName } from "../analyses/search";
import { useAnalysesWords } from "../analyses/words";
import { useRunWords } from "../run/words";
import { type Told, toldOf } from "./told";
import { useCompareWords } from "./words";

const Difference = lazy(async () => ({ default: (await import("../prompts/difference")).Difference }));
const SPOKEN = Object.keys(LANGUAGES) as Language[];

type Run = Schemas["RunDetail"];

export function ComparedPrompts({ a, b }: { a: Run; b: Run }) {
  const own = useCompareWords();
  const words = useWords();
  const { merge } = useRunWords();
  const { language: spoken } = useSpeech();
  const [step, choose] = useState<StepName>("wyckoff");
  const [language, speak] = useState<Language>(spoken);
  const [left, right] = [a, b].map((run) => toldOf(run, step, language));
  return (
    <Card title={own.prompts} className="grid gap-3">
      <div className="grid grid-cols-2 gap-3 md:max-w-md">
        <Field label={own.step}>
          {(id) => (
            <Select
              id={id}
              value={step}
              onChange={({ target }) => choose(STEPS.find((one) => one === target.value) ?? step)}
            >
              {STEPS.map((one) => (
                <option key={one} value={one}>
                  {one === "merge" ? merge : words.method[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={own.language}>
          {(id) => (
            <Select
              id={id}
              value={language}
              onChange={({ target }) => speak(SPOKEN.find((one) => one === target.value) ?? language)}
            >
              {SPOKEN.map((one) => (
                <option key={one} value={one}>
                  {LANGUAGES[one].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {left && right ? (
        <>
          <Versions left={left} right={right} />
          {left.call && right.call && (
            <Requests a={{ run: a.run_id, told: left }} b={{ run: b.run_id, told: right }} />
          )}
        </>
      ) : (
        <p className="text-sm text-dim">{own.notAsked}</p>
      )}
    </Card>
  );
}

function Versions({ left, right }: { left: Told; right: Told }) {
  const own = useCompareWords();
  const { version } = useAnalysesWords();
  const name = (told: Told) => (told.version === null ? "—" : version(Number(told.version)));
  return (
    <p className="text-sm">
      {left.version === right.version
        ? own.sameVersion(name(left))
        : own.otherVersion(name(left), name(right))}
    </p>
  );
}

interface Side {
  run: string;
  told: Told;
}

function Requests({ a, b }: { a: Side; b: Side }) {
  const own = useCompareWords();
  const left = useRequest(a);
  const right = useRequest(b);
  if (left.isPending || right.isPending) return <Skeleton rows={3} />;
  if (!left.data || !right.data) {
    // The same question was answered before: the request is kept there.
    return (
      <p className="text-sm text-dim">{a.told.reused || b.told.reused ? own.paidElsewhere : own.gone}</p>
    );
  }
  const [before, after] = [textOf(left.data), textOf(right.data)];
  if (before === after) return <p className="text-sm text-dim">{own.sameRequest}</p>;
  return (
    <Suspense fallback={<Skeleton rows={4} />}>
      <Difference label={own.prompts} before={before} after={after} />
    </Suspense>
  );
}

function useRequest({ run, told }: Side) {
  return api.useQuery(
    "get",
    "/api/runs/{run_id}/calls/{call_id}",
    { params: { path: { run_id: run, call_id: told.call ?? "" } } },
    { staleTime: Number.POSITIVE_INFINITY, retry: false },
  );
}

function textOf({ messages }: Schemas["CallDetail"]): string {
  return messages.map(({ role, content }) => `=== ${role} ===\n${content}`).join("\n\n");
}
