/** The prompt of a step: its texts under edit, what they become, and every version there was. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { LANGUAGES, type Language, useSpeech, useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Leaving } from "../../ui/leaving";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Title } from "../../ui/title";
import { SaveBar } from "../analyses/save";
import { STEPS, type StepName } from "../analyses/search";
import { useAnalysesWords } from "../analyses/words";
import { Missing } from "../missing";
import { placesOf } from "./places";
import { Preview } from "./preview";
import { addVersion, type Texts, usePreview } from "./store";
import { Versions } from "./versions";
import { usePromptWords } from "./words";

const Editor = lazy(async () => ({ default: (await import("./editor")).Editor }));
const Difference = lazy(async () => ({ default: (await import("./difference")).Difference }));

type Detail = Schemas["PromptDetail"];
const SPOKEN = Object.keys(LANGUAGES) as Language[];

export function PromptPage() {
  const given = useParams({ from: "/inside/prompts/$step" }).step;
  const step = STEPS.find((one) => one === given);
  return step ? <OfStep key={step} step={step} /> : <Missing />;
}

function OfStep({ step }: { step: StepName }) {
  const words = useWords();
  const own = usePromptWords();
  const analyses = useAnalysesWords();
  const prompt = api.useQuery("get", "/api/prompts/{step}", { params: { path: { step } } });
  if (prompt.isPending) return <Skeleton rows={8} />;
  if (prompt.isError) return <ProblemPanel error={prompt.error} retry={() => prompt.refetch()} />;
  const name = step === "merge" ? analyses.pipeline.merge : words.method[step];
  return (
    <>
      <Title of={<span className="text-sm text-dim">{analyses.version(prompt.data.version)}</span>}>
        {own.title(name)}
      </Title>
      <div className="grid gap-4">
        <Workbench prompt={prompt.data} />
        <Versions active={prompt.data} />
      </div>
    </>
  );
}

interface Draft {
  /** The version that was active when the editing began. */
  base: number;
  texts: Texts;
}

function Workbench({ prompt }: { prompt: Detail }) {
  const admin = useIsAdmin();
  const own = usePromptWords();
  const { language: spoken } = useSpeech();
  const { text: language = spoken } = useSearch({ from: "/inside/prompts/$step" });
  const [draft, setDraft] = useState<Draft | null>(null);
  const texts = draft?.texts ?? prompt.texts;
  const text = texts[language] ?? "";
  const preview = usePreview({ step: prompt.step, language, text });
  const places = useMemo(() => placesOf(text, preview.data?.problems ?? []), [text, preview.data]);
  const changed = SPOKEN.filter((one) => texts[one] !== prompt.texts[one]);
  const outdated = draft !== null && draft.base !== prompt.version && changed.length > 0;
  const difference = <Against before={prompt.texts} after={texts} languages={changed} />;

  function change(next: string): void {
    setDraft({ base: draft?.base ?? prompt.version, texts: { ...texts, [language]: next } });
  }

  return (
    <>
      <Leaving unsaved={draft !== null && changed.length > 0} />
      {outdated && (
        <Outdated
          version={prompt.version}
          keep={() => setDraft({ base: prompt.version, texts })}
          drop={() => setDraft(null)}
        >
          {difference}
        </Outdated>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Card title={own.editor} aside={<LanguageOfText chosen={language} />}>
          <Suspense fallback={<Skeleton rows={8} />}>
            <Editor
              key={language}
              label={`${own.editor}, ${LANGUAGES[language].name}`}
              {...{ text, places, change }}
              readOnly={!admin}
            />
          </Suspense>
          <p className="mt-2 break-words text-xs text-dim">
            {own.variables}: <code>{prompt.variables.join(" · ")}</code>
          </p>
        </Card>
        <Preview
          step={prompt.step}
          told={preview.data}
          error={preview.error}
          retry={() => preview.refetch()}
        />
      </div>
      {draft && changed.length > 0 && !outdated && (
        <SaveBar
          told={own.changed(changed.length)}
          store={(saved) => addVersion(prompt.step, draft, saved)}
          drop={() => setDraft(null)}
        >
          {difference}
        </SaveBar>
      )}
    </>
  );
}

function LanguageOfText({ chosen }: { chosen: Language }) {
  const own = usePromptWords();
  const go = useNavigate({ from: "/prompts/$step" });
  return (
    <fieldset className="flex gap-2" aria-label={own.language}>
      {SPOKEN.map((one) => (
        <Button
          key={one}
          aria-pressed={one === chosen}
          lang={one}
          look={one === chosen ? "primary" : "plain"}
          onClick={() => go({ search: (now) => ({ ...now, text: one }), replace: true, resetScroll: false })}
        >
          {LANGUAGES[one].name}
        </Button>
      ))}
    </fieldset>
  );
}

interface AgainstProps {
  before: Texts;
  after: Texts;
  languages: Language[];
}

function Against({ before, after, languages }: AgainstProps) {
  const own = usePromptWords();
  return (
    <Suspense fallback={<Skeleton rows={4} />}>
      <p className="text-sm text-dim">{own.mine}</p>
      {languages.map((one) => (
        <Difference
          key={one}
          label={LANGUAGES[one].name}
          before={before[one] ?? ""}
          after={after[one] ?? ""}
        />
      ))}
    </Suspense>
  );
}

interface OutdatedProps {
  version: number;
  keep: () => void;
  drop: () => void;
  children: React.ReactNode;
}

function Outdated({ version, keep, drop, children }: OutdatedProps) {
  const { conflict } = useAnalysesWords();
  const own = usePromptWords();
  return (
    <section role="alert" className="grid gap-3 rounded-xl border border-wait/50 bg-wait/10 p-4">
      <h2 className="font-semibold">{conflict.title(version)}</h2>
      <p className="text-sm">{own.conflict}</p>
      {children}
      <div className="flex flex-wrap gap-2">
        <Button onClick={keep}>{conflict.mine}</Button>
        <Button onClick={drop}>{conflict.theirs}</Button>
      </div>
    </section>
  );
}
