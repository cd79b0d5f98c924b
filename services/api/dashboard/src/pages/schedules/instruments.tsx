/** For which instruments; a schedule that exists has one. */
import { usePageWords } from "../../i18n/page-words";
import { Field, Select } from "../../ui/field";
import { WORDS } from "./words";

interface ChoiceProps {
  all: string[];
  chosen: string[];
  choose: (instruments: string[]) => void;
  one: boolean;
}

export function InstrumentChoice({ all, chosen, choose, one }: ChoiceProps) {
  const { form } = usePageWords(WORDS);
  if (one) {
    return (
      <Field label={form.instrument}>
        {(id) => (
          <Select id={id} value={chosen[0]} onChange={(event) => choose([event.target.value])}>
            {[...new Set([...chosen, ...all])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
    );
  }
  const toggle = (name: string) =>
    choose(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return (
    <fieldset className="grid gap-1">
      <legend className="text-sm text-dim">{form.instruments}</legend>
      <div className="flex max-h-40 flex-wrap gap-x-4 overflow-y-auto rounded-lg border border-line p-2">
        {all.map((name) => (
          <label key={name} className="flex min-h-9 items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={() => toggle(name)}
              className="size-4 accent-accent"
            />
            {name}
          </label>
        ))}
      </div>
      <p role="status" className="text-xs text-dim">
        {chosen.length > 0 ? form.several(chosen.length) : form.choose}
      </p>
    </fieldset>
  );
}
