/** Controls by which a model is chosen and told how to answer. */
import { api, type Schemas } from "../../api/client";
import { Field, Input, Select } from "../../ui/field";
import { useAnalysesWords } from "./words";

const MOST_MODELS = 200;

export function useEnabledModels() {
  return api.useQuery("get", "/api/models", { params: { query: { enabled: true, limit: MOST_MODELS } } });
}

interface ModelSelectProps {
  label: string;
  value: string | null;
  none: string;
  models: Schemas["Model"][];
  choose: (model: string | null) => void;
}

export function ModelSelect({ label, value, none, models, choose }: ModelSelectProps) {
  const { gone } = useAnalysesWords().pipeline;
  const known = !value || models.some(({ id }) => id === value);
  return (
    <Field label={label}>
      {(id) => (
        <Select id={id} value={value ?? ""} onChange={(event) => choose(event.target.value || null)}>
          <option value="">{none}</option>
          {!known && (
            <option value={value}>
              {value} ({gone})
            </option>
          )}
          {models.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name} · {one.id}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface AmountProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  set: (value: number) => void;
}

export function Amount({ label, value, min, max, step, set }: AmountProps) {
  return (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          type="number"
          {...{ min, max, step, value }}
          onChange={({ target }) => target.value !== "" && set(target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
