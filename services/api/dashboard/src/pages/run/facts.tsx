/** What a method states: its state, its facts with the levels they name, its warnings. */
import type { Schemas } from "../../api/client";
import { Exactly } from "../../ui/time";
import { RawJson } from "./json";
import { useTerms } from "./terms";
import { useRunWords } from "./words";

type Output = Schemas["StepOutput"];
type Fact = Output["facts"][number];

const ARROWS: Record<string, string> = { "1": "▲", "-1": "▼" };

export function Facts({ output }: { output: Output }) {
  const own = useRunWords();
  const terms = useTerms();
  const prices = new Map(output.levels.map(({ id, price }) => [id, price]));
  return (
    <div className="grid gap-3 text-sm">
      <Values values={output.state} title={own.state} />
      {!output.facts.length && <p className="text-dim">{own.noFacts}</p>}
      <ul className="grid gap-2 lg:grid-cols-2">
        {output.facts.map((fact) => (
          <FactRow key={fact.id} fact={fact} prices={prices} />
        ))}
      </ul>
      {output.warnings.length > 0 && (
        <p className="text-wait">
          {own.warnings}: {output.warnings.map(terms.code).join(", ")}
        </p>
      )}
      <RawJson label={own.raw} value={{ state: output.state, facts: output.facts, levels: output.levels }} />
    </div>
  );
}

function Values({ values, title }: { values: Output["state"]; title: string }) {
  const terms = useTerms();
  const known = Object.entries(values).filter(([, value]) => value !== null);
  if (!known.length) return null;
  return (
    <p className="break-words">
      <span className="text-dim">{title}:</span>{" "}
      {known.map(([name, value]) => `${terms.field(name)} ${terms.value(name, value)}`).join(" · ")}
    </p>
  );
}

function FactRow({ fact, prices }: { fact: Fact; prices: Map<string, number> }) {
  const terms = useTerms();
  const values = Object.entries(fact.values ?? {}).filter(([, value]) => value !== null);
  return (
    <li className="min-w-0 rounded-lg bg-ground p-2">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span aria-hidden="true">{ARROWS[String(fact.direction)] ?? "•"}</span>
        <strong>{terms.kind(fact.kind, fact.direction)}</strong>
        <code className="break-all text-xs text-dim">{fact.id}</code>
        {typeof fact.bar_ms === "number" && (
          <span className="text-xs text-dim">
            <Exactly at={new Date(fact.bar_ms).toISOString()} />
          </span>
        )}
      </p>
      <p className="break-words text-xs">
        {Object.entries(fact.levels ?? {}).map(([role, id]) => (
          <span key={role} className="me-3">
            <span className="text-dim">{terms.role(role)}</span> {prices.get(id) ?? "—"}{" "}
            {id !== fact.id && <code className="text-dim">{id}</code>}
          </span>
        ))}
        {values.map(([name, value]) => (
          <span key={name} className="me-3">
            <span className="text-dim">{terms.field(name)}</span> {terms.value(name, value)}
          </span>
        ))}
      </p>
    </li>
  );
}
