/** A configuration in the hands of its editor: which step it has, and what differs between two of them. */
import type { Schemas } from "../../api/client";
import type { StepName } from "./search";

export type Spec = Schemas["AnalysisSpec-Output"];
export type Choice = Schemas["ModelChoice"];
export type Method = Schemas["Method"];

export const TIMEFRAMES = [
  "M1",
  "M5",
  "M15",
  "M30",
  "H1",
  "H4",
  "D1",
  "W1",
] as const satisfies Spec["timeframes"];
export const METHODS = ["wyckoff", "smc", "vsa", "delta", "ict"] as const satisfies Method[];

/** The model choice of a step; undefined where the method takes no part. */
export function choiceOf(spec: Spec, step: StepName): Choice | undefined {
  return step === "merge" ? spec.merge : spec.steps.find(({ method }) => method === step);
}

export function withChoice(spec: Spec, step: StepName, change: Partial<Choice>): Spec {
  if (step === "merge") return { ...spec, merge: { ...spec.merge, ...change } };
  const steps = spec.steps.map((one) => (one.method === step ? { ...one, ...change } : one));
  return { ...spec, steps };
}

/** A method takes its place in the usual order, or leaves; the last one stays. */
export function withMethod(spec: Spec, method: Method, on: boolean): Spec {
  const others = spec.steps.filter((one) => one.method !== method);
  if (!on) return others.length ? { ...spec, steps: others } : spec;
  const added = { method, fallback_models: [], temperature: 0, max_tokens: 1200 };
  const place = (one: { method: Method }) => METHODS.indexOf(one.method);
  return { ...spec, steps: [...others, added].sort((a, b) => place(a) - place(b)) };
}

/** A model cannot stand in for itself, nor for none. */
export function withModel(spec: Spec, step: StepName, model: string | null): Spec {
  const old = choiceOf(spec, step)?.fallback_models ?? [];
  const fallback_models = model ? old.filter((one) => one !== model) : [];
  return withChoice(spec, step, { model, fallback_models });
}

/** The same list with an item more or less, in the order of `all`. */
export function toggled<T>(all: readonly T[], chosen: readonly T[], item: T, on: boolean): T[] {
  return all.filter((one) => (one === item ? on : chosen.includes(one)));
}

export interface Difference {
  field: string;
  before: string | null;
  after: string | null;
}

function flat(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (Array.isArray(value)) into.set(path, value.join(", "));
  else if (value !== null && typeof value === "object")
    for (const [name, inner] of Object.entries(value)) flat(inner, path ? `${path}.${name}` : name, into);
  else if (value !== null && value !== undefined) into.set(path, String(value));
  return into;
}

/** No higher timeframe at all is something else than the usual ones, which is null. */
const NONE = "∅";

function fields({ steps, context, ...rest }: Spec): Map<string, string> {
  const higher = context?.length === 0 ? NONE : context;
  const byMethod = Object.fromEntries(steps.map(({ method, ...step }) => [method, { ...step, on: true }]));
  return flat({ ...rest, context: higher, ...byMethod }, "", new Map());
}

/** Field by field, named `smc.temperature`; null is nothing there. */
export function differences(before: Spec, after: Spec): Difference[] {
  const [old, fresh] = [fields(before), fields(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names
    .filter((name) => (old.get(name) || null) !== (fresh.get(name) || null))
    .map((field) => ({ field, before: old.get(field) || null, after: fresh.get(field) || null }));
}
