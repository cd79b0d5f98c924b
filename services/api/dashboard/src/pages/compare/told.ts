/** Which call of a run wrote a step in a language: the first, since a repair says the same and more. */
import type { Schemas } from "../../api/client";
import type { Language } from "../../i18n";
import type { StepName } from "../analyses/search";

type Run = Schemas["RunDetail"];

export interface Told {
  /** Null where no model was asked. */
  call: string | null;
  /** Its request is kept with the run that paid for it. */
  reused: boolean;
  version: string | null;
}

export function toldOf(run: Run, step: StepName, language: Language): Told | null {
  const writings =
    step === "merge" ? run.writings : run.steps.find(({ name }) => name === step)?.output?.writings;
  const writing = writings?.find((one) => one.language === language);
  if (!writing) return null;
  const call = writing.calls?.[0];
  return {
    call: call?.id ?? null,
    reused: call?.reused ?? false,
    version: writing.prompt_version ?? null,
  };
}
