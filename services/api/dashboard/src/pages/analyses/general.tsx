/** What holds for the whole analysis rather than for one step. */
import { LANGUAGES, type Language } from "../../i18n";
import { Card } from "../../ui/card";
import { Field, Input } from "../../ui/field";
import { Candles } from "./candles";
import { Check } from "./check";
import { type Spec, TIMEFRAMES, toggled } from "./spec";
import { useAnalysesWords } from "./words";

const SPOKEN = Object.keys(LANGUAGES) as Language[];

export function General({ spec, change }: { spec: Spec; change: (spec: Spec) => void }) {
  const words = useAnalysesWords();
  const { general } = words;
  return (
    <Card title={general.title}>
      <div className="grid gap-3 md:grid-cols-2">
        <Several
          label={words.timeframes}
          all={TIMEFRAMES}
          chosen={spec.timeframes}
          choose={(timeframes) => change({ ...spec, timeframes })}
          word={(one) => one}
        />
        <Several
          label={words.languages}
          all={SPOKEN}
          chosen={spec.languages}
          choose={(languages) => change({ ...spec, languages })}
          word={(one) => LANGUAGES[one].name}
        />
        <Field label={general.candles}>
          {(id) => (
            <Input
              id={id}
              type="number"
              min={100}
              max={1000}
              value={spec.candles}
              onChange={({ target }) =>
                target.value !== "" && change({ ...spec, candles: target.valueAsNumber })
              }
            />
          )}
        </Field>
        <Candles spec={spec} change={change} />
        <Field label={general.budget}>
          {(id) => (
            <Input
              id={id}
              inputMode="decimal"
              placeholder={general.noBudget}
              value={spec.budget_usd ?? ""}
              onChange={({ target }) =>
                /^\d*\.?\d{0,6}$/.test(target.value) && change({ ...spec, budget_usd: target.value || null })
              }
            />
          )}
        </Field>
        <Field label={general.zone}>
          {(id) => (
            <Input
              id={id}
              list="zones"
              value={spec.time_zone}
              onChange={({ target }) => change({ ...spec, time_zone: target.value })}
            />
          )}
        </Field>
        <datalist id="zones">
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <Check
          label={general.publish}
          checked={spec.auto_publish}
          set={(auto_publish) => change({ ...spec, auto_publish })}
        />
      </div>
    </Card>
  );
}

interface SeveralProps<T extends string> {
  label: string;
  all: readonly T[];
  chosen: readonly T[];
  choose: (chosen: T[]) => void;
  word: (one: T) => string;
}

/** At least one stays chosen. */
function Several<T extends string>({ label, all, chosen, choose, word }: SeveralProps<T>) {
  function set(one: T, on: boolean): void {
    const next = toggled(all, chosen, one, on);
    if (next.length) choose(next);
  }
  return (
    <fieldset className="min-w-0 md:col-span-2">
      <legend className="text-sm text-dim">{label}</legend>
      <div className="flex flex-wrap gap-x-4">
        {all.map((one) => (
          <Check key={one} label={word(one)} checked={chosen.includes(one)} set={(on) => set(one, on)} />
        ))}
      </div>
    </fieldset>
  );
}
