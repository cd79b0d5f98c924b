/** What is to be asked once more: what the form holds, what of it differs from the run, what it may cost. */
import type { Schemas } from "../../api/client";
import type { Language } from "../../i18n";
import type { StepName } from "../analyses/search";
import { choiceOf, type Spec } from "../analyses/spec";

export type Run = Schemas["RunDetail"];
export type Replay = Schemas["ReplayDetail"];
export type Texts = Partial<Record<Language, string>>;

export interface Form {
  /** The version the text begins with. */
  version: number;
  /** What was written here instead, by language. */
  own: Texts;
  model: string | null;
  temperature: number;
  tokens: number;
}

/** How the run asked: its model, and the version its text is of; where it asked none, the active one. */
export function asInRun(run: Run, step: StepName, language: Language, active: number): Form {
  const choice = run.config ? choiceOf(run.config as Spec, step) : undefined;
  const writings =
    step === "merge" ? run.writings : (run.steps.find(({ name }) => name === step)?.output?.writings ?? []);
  const used = writings.find((one) => one.language === language)?.prompt_version ?? choice?.prompt_version;
  return {
    version: used && /^\d+$/.test(used) ? Number(used) : active,
    own: {},
    model: choice?.model ?? null,
    temperature: choice?.temperature ?? 0,
    tokens: choice?.max_tokens ?? 1200,
  };
}

/** As an earlier replay was asked. */
export function asInReplay({ asked, prompt }: Replay, usual: Form): Form {
  const { prompt_version: version, model, temperature, max_tokens: tokens, language } = asked;
  return {
    version: version && /^\d+$/.test(version) ? Number(version) : usual.version,
    own: prompt ? { [language]: wholeOf(prompt) } : {},
    model: model || null,
    temperature,
    tokens,
  };
}

const [SYSTEM, USER] = ["=== system ===", "=== user ==="];

/** Null where the two lines that part a prompt are not there. */
export function partsOf(text: string): Schemas["PromptParts"] | null {
  const lines = text.split("\n");
  const [system, user] = [SYSTEM, USER].map((mark) => lines.findIndex((line) => line.trim() === mark));
  if (system === undefined || user === undefined || system < 0 || user < system) return null;
  return { system: lines.slice(system + 1, user).join("\n"), user: lines.slice(user + 1).join("\n") };
}

export function wholeOf({ system, user }: Schemas["PromptParts"]): string {
  return `${SYSTEM}\n${system}\n${USER}\n${user}`;
}

/** Only what differs from the run, except the version: an analysis that names none would take today's. */
export function requestOf(
  form: Form,
  usual: Form,
  language: Language,
  stored: string,
): Schemas["ReplayRequest"] {
  const text = form.own[language];
  const prompt = text === undefined || text === stored ? null : partsOf(text);
  return {
    language,
    ...(prompt ? { prompt } : { prompt_version: form.version }),
    ...(form.model !== usual.model && { model: form.model }),
    ...(form.temperature !== usual.temperature && { temperature: form.temperature }),
    ...(form.tokens !== usual.tokens && { max_tokens: form.tokens }),
  };
}

/** The same question once more, as it was asked. */
export function repeated({ asked, prompt }: Replay): Schemas["ReplayRequest"] {
  const { language, model, temperature, max_tokens, prompt_version: version } = asked;
  return {
    ...{ language, model, temperature, max_tokens },
    ...(prompt ? { prompt } : version && /^\d+$/.test(version) && { prompt_version: Number(version) }),
  };
}

/** US dollars of one answer as long as it may be; null where a price is not known. */
export function mostOf(model: Schemas["Model"] | undefined, asked: number, answered: number): number | null {
  if (!model?.prompt_price || !model.completion_price) return null;
  return (
    asked * Number(model.prompt_price) +
    answered * Number(model.completion_price) +
    Number(model.request_price ?? 0)
  );
}
