/** One step from what it saw to what was checked: facts, prompt, output, checks. */
import { Link } from "@tanstack/react-router";
import { Accordion } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { LANGUAGES, type Language, useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import type { StepName } from "../analyses/search";
import { useReplayWords } from "../replay/words";
import { Calls } from "./calls";
import { Checks } from "./checks";
import { Facts } from "./facts";
import { useRunWords } from "./words";

interface StepDetailsProps {
  run: Schemas["RunDetail"];
  name: StepName;
  calls: Schemas["Call"][];
}

const UNDER_WAY: Schemas["RunStatus"][] = ["queued", "running", "merging"];
const SECTIONS = ["facts", "prompt", "output", "checks"];

export function StepDetails({ run, name, calls }: StepDetailsProps) {
  const words = useWords();
  const own = useRunWords();
  const admin = useIsAdmin();
  const step = run.steps.find((one) => one.name === name);
  const isMerge = name === "merge";
  const all = isMerge ? SECTIONS.filter((one) => one !== "facts") : SECTIONS;
  const [open, setOpen] = useState<string[]>([isMerge ? "output" : "facts"]);
  // Without a recorded input there is nothing to ask once more.
  const told = isMerge ? run.posts.length > 0 : step?.output;
  const waits = !told && !step?.error && UNDER_WAY.includes(run.status);
  const full = open.length === all.length;
  const expand = (
    <Button data-key="KeyE" look="quiet" onClick={() => setOpen(full ? [] : all)}>
      {full ? own.foldAll : own.expandAll}
    </Button>
  );
  return (
    <Card
      title={isMerge ? own.merge : words.method[name]}
      aside={
        <span className="flex flex-wrap items-center gap-2">
          {!waits && expand}
          {admin && told && <ToReplay run={run.run_id} step={name} />}
        </span>
      }
    >
      {step?.error && (
        <p role="alert" className="mb-3 rounded-lg border border-bad/50 bg-bad/10 p-2 text-sm">
          <code>{step.error.code}</code>: {step.error.detail}
        </p>
      )}
      {waits ? <Nothing>{own.notYet}</Nothing> : <Sections {...{ run, name, calls, open, setOpen }} />}
    </Card>
  );
}

interface SectionsProps extends StepDetailsProps {
  open: string[];
  setOpen: (open: string[]) => void;
}

function Sections({ run, name, calls, open, setOpen }: SectionsProps) {
  const own = useRunWords();
  const { sections } = own;
  const output = run.steps.find((one) => one.name === name)?.output;
  const isMerge = name === "merge";
  return (
    <Accordion.Root type="multiple" value={open} onValueChange={setOpen} className="grid gap-2">
      {!isMerge && (
        <Section name="facts" title={sections.facts}>
          {output ? <Facts output={output} /> : <Nothing>{own.noFacts}</Nothing>}
        </Section>
      )}
      <Section name="prompt" title={sections.prompt} aside={calls.filter((one) => !one.replay_id).length}>
        {calls.length ? <Calls run={run.run_id} calls={calls} /> : <Nothing>{own.noCalls}</Nothing>}
      </Section>
      <Section name="output" title={sections.output}>
        {isMerge ? <Nothing>{own.seePost}</Nothing> : <Prose prose={output?.prose ?? null} />}
      </Section>
      <Section name="checks" title={sections.checks}>
        <Checks writings={isMerge ? run.writings : (output?.writings ?? [])} />
      </Section>
    </Accordion.Root>
  );
}

function ToReplay({ run, step }: { run: string; step: StepName }) {
  const { open } = useReplayWords();
  return (
    <Link
      to="/runs/$id/steps/$step/replay"
      params={{ id: run, step }}
      className="inline-flex min-h-9 items-center rounded-lg border border-line bg-raised px-3 text-sm font-medium hover:border-dim max-md:min-h-11"
    >
      {open}
    </Link>
  );
}

interface SectionProps {
  name: string;
  title: string;
  aside?: number;
  children: ReactNode;
}

function Section({ name, title, aside, children }: SectionProps) {
  return (
    <Accordion.Item value={name} className="rounded-lg border border-line">
      <Accordion.Header asChild>
        <h3>
          <Accordion.Trigger className="group flex min-h-10 w-full items-center gap-2 rounded-lg px-3 text-start text-sm font-medium hover:bg-raised/60 max-md:min-h-11">
            <span aria-hidden="true" className="text-dim transition group-data-[state=open]:rotate-90">
              ›
            </span>
            {title}
            {aside ? <span className="text-dim">{aside}</span> : null}
          </Accordion.Trigger>
        </h3>
      </Accordion.Header>
      <Accordion.Content className="border-t border-line p-3">{children}</Accordion.Content>
    </Accordion.Item>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-sm text-dim">{children}</p>;
}

function Prose({ prose }: { prose: Schemas["StepOutput"]["prose"] }) {
  const own = useRunWords();
  if (!prose) return <Nothing>{own.noText}</Nothing>;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {(Object.entries(prose) as [Language, string][]).map(([language, text]) => (
        <div key={language} className="min-w-0">
          <h4 lang={language} className="mb-1 text-sm text-dim">
            {LANGUAGES[language].name}
          </h4>
          <p lang={language} className="whitespace-pre-wrap break-words text-sm">
            {text}
          </p>
        </div>
      ))}
    </div>
  );
}
