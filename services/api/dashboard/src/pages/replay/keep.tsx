/** A text that proved itself becomes a version of the prompt, in one press and with where it comes from. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { LANGUAGES, type Language } from "../../i18n";
import { Leaving } from "../../ui/leaving";
import { Skeleton } from "../../ui/states";
import { SaveBar } from "../analyses/save";
import type { StepName } from "../analyses/search";
import { addVersion } from "../prompts/store";
import type { Form, Run } from "./form";
import { useReplayWords } from "./words";

const Difference = lazy(async () => ({ default: (await import("../prompts/difference")).Difference }));

interface KeepProps {
  run: Run;
  step: StepName;
  prompt: Schemas["PromptDetail"];
  form: Form;
  language: Language;
}

/** The other languages stay as they are in the version the text began with. */
export function Keep({ run, step, prompt, form, language }: KeepProps) {
  const own = useReplayWords();
  const [dropped, drop] = useState<string | null>(null);
  const base = api.useQuery("get", "/api/prompts/{step}/versions/{version}", {
    params: { path: { step, version: form.version } },
  });
  const texts = { ...base.data?.texts, ...form.own };
  const [before, after] = [prompt.texts[language] ?? "", texts[language] ?? ""];
  const changed = base.data !== undefined && Object.keys(form.own).length > 0 && before !== after;
  return (
    <>
      <Leaving unsaved={changed && dropped !== after} />
      <Link to="/prompts/$step" params={{ step }} className="text-sm text-accent underline">
        {own.active}
      </Link>
      {changed && dropped !== after && (
        <SaveBar
          told={own.unsaved}
          store={(saved) => addVersion(step, { base: prompt.version, texts }, saved)}
          drop={() => drop(after)}
          note={own.note(run.run_id)}
          still
        >
          <Suspense fallback={<Skeleton rows={4} />}>
            <Difference label={LANGUAGES[language].name} before={before} after={after} />
          </Suspense>
        </SaveBar>
      )}
    </>
  );
}
