/** Five lanes that run side by side, then the plan; each opens to what the method found. */
import { Accordion } from "radix-ui";
import type { Schemas } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";

type Step = Schemas["Step"];

export function Timeline({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  return (
    <div className="grid gap-4">
      <Accordion.Root type="multiple" className="grid gap-2">
        {run.steps.map((step) => (
          <Lane key={step.name} step={step} />
        ))}
      </Accordion.Root>
      {run.plan && (
        <Card title={words.run.plan}>
          <Json value={run.plan} />
        </Card>
      )}
    </div>
  );
}

function Lane({ step }: { step: Step }) {
  const words = useWords();
  const format = useFormat();
  return (
    <Accordion.Item value={step.name} className="rounded-xl border border-line bg-surface">
      <Accordion.Header asChild>
        <h2>
          <Accordion.Trigger className="grid w-full grid-cols-[5rem_auto_1fr] items-center gap-3 rounded-xl p-3 text-start hover:bg-raised/60">
            <span className="font-semibold">{words.method[step.name]}</span>
            <Badge status={step.status} />
            <span className="truncate text-end text-sm text-dim">
              {step.output
                ? `${words.run.facts(step.output.facts.length)} · ${words.run.levels(step.output.levels.length)} · ${format.took(step.duration_ms)}`
                : step.error?.code}
            </span>
          </Accordion.Trigger>
        </h2>
      </Accordion.Header>
      <Accordion.Content className="border-t border-line p-3">
        {step.error && <p className="mb-2">{step.error.detail}</p>}
        {step.output && (
          <Json value={{ state: step.output.state, facts: step.output.facts, levels: step.output.levels }} />
        )}
      </Accordion.Content>
    </Accordion.Item>
  );
}

function Json({ value }: { value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="max-h-96 overflow-auto rounded-lg bg-ground p-3 font-mono text-xs">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
