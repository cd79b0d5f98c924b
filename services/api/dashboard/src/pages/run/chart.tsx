/** The run's candles with what was found in them; a row of the table stands out on the chart when pressed. */
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import { Card } from "../../ui/card";
import { Field, Input } from "../../ui/field";
import { Empty, ProblemPanel, Skeleton } from "../../ui/states";
import { Exactly } from "../../ui/time";
import { Check } from "../analyses/check";
import { METHODS } from "../analyses/spec";
import {
  type ChartData,
  type Drawn,
  drawnOf,
  found,
  type Marked,
  type Method,
  marksOf,
  namedBy,
} from "./chart-data";
import { linesOf } from "./plan-view";
import { useTerms } from "./terms";
import { useRunWords } from "./words";

const Canvas = lazy(async () => ({ default: (await import("./canvas")).Canvas }));

export function ChartTab({ run }: { run: Schemas["RunDetail"] }) {
  const words = useRunWords().chartWords;
  const chart = api.useQuery(
    "get",
    "/api/runs/{run_id}/chart",
    { params: { path: { run_id: run.run_id } } },
    { refetchOnWindowFocus: false },
  );
  if (chart.isPending) return <Skeleton rows={8} />;
  if (chart.isError) {
    if (asProblem(chart.error).status === 404) return <Empty>{words.none}</Empty>;
    return <ProblemPanel error={chart.error} retry={() => chart.refetch()} />;
  }
  return <Shown data={chart.data} run={run} />;
}

function Shown({ data, run: { plan, levels } }: { data: ChartData; run: Schemas["RunDetail"] }) {
  const { kind } = useTerms();
  const words = useRunWords().chartWords;
  const [methods, setMethods] = useState<ReadonlySet<Method>>(new Set(METHODS));
  const [events, showEvents] = useState(true);
  const [wanted, want] = useState("");
  const [chosen, choose] = useState<Drawn | null>(null);
  const everything = useMemo(() => drawnOf(data, kind), [data, kind]);
  const named = useMemo(
    () => namedBy(everything, new Set(Object.keys(plan?.levels ?? {}))),
    [everything, plan],
  );
  // A run has dozens of levels; the plan's come first, all of them are one press away.
  const [few, showFew] = useState(true);
  const drawn = few && named.length ? named : everything;
  const lines = useMemo(() => linesOf(plan, levels), [plan, levels]);
  const marks = useMemo(() => marksOf(data, kind), [data, kind]);
  const shown = useMemo(() => found(drawn, methods, ""), [drawn, methods]);
  const marked = useMemo(
    () => marks.filter(({ id, method }) => methods.has(method) && (events || id === chosen?.fact)),
    [marks, methods, events, chosen],
  );
  const rows = useMemo(() => found(shown, methods, wanted), [shown, methods, wanted]);

  function turn(method: Method, on: boolean): void {
    const next = new Set(methods);
    if (on) next.add(method);
    else next.delete(method);
    setMethods(next);
  }

  return (
    <div className="grid gap-4">
      <Layers {...{ drawn, marks, events, showEvents, turn }} on={methods}>
        {named.length > 0 && <Check label={words.planOnly} checked={few} set={showFew} />}
      </Layers>
      <Card className="!p-2">
        <Suspense fallback={<Skeleton rows={8} />}>
          <Canvas {...{ data, shown, marked, chosen, lines }} />
        </Suspense>
      </Card>
      <Rows
        {...{ rows, wanted, want }}
        chosen={chosen?.id ?? null}
        choose={(one) => choose(one.id === chosen?.id ? null : one)}
      />
    </div>
  );
}

interface LayersProps {
  drawn: Drawn[];
  marks: Marked[];
  events: boolean;
  showEvents: (on: boolean) => void;
  on: ReadonlySet<Method>;
  turn: (method: Method, on: boolean) => void;
  children: ReactNode;
}

function Layers({ drawn, marks, events, showEvents, on, turn, children }: LayersProps) {
  const words = useWords();
  const own = useRunWords().chartWords;
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4">
      <legend className="float-start me-4 text-sm text-dim">{own.layers}</legend>
      {METHODS.map((method) => {
        const count = drawn.filter((one) => one.method === method).length;
        return (
          <Check
            key={method}
            label={`${words.method[method]} · ${count}`}
            checked={on.has(method)}
            set={(value) => turn(method, value)}
          />
        );
      })}
      <Check label={`${own.events} · ${marks.length}`} checked={events} set={showEvents} />
      {children}
    </fieldset>
  );
}

interface RowsProps {
  rows: Drawn[];
  wanted: string;
  want: (words: string) => void;
  chosen: string | null;
  choose: (one: Drawn) => void;
}

function Rows({ rows, wanted, want, chosen, choose }: RowsProps) {
  const own = useRunWords().chartWords;
  return (
    <Card className="grid gap-3">
      <div className="max-w-sm">
        <Field label={own.filter}>
          {(id) => (
            <Input id={id} type="search" value={wanted} onChange={({ target }) => want(target.value)} />
          )}
        </Field>
      </div>
      {!rows.length && <p className="text-sm text-dim">{own.nothing}</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div tabIndex={0} className="max-h-[28rem] overflow-auto">
          <table className="w-full border-collapse text-sm max-md:table-fixed">
            <thead className="sticky top-0 bg-surface text-dim">
              <tr>
                {[own.id, own.method, own.kind, own.price, own.since].map((name, place) => (
                  <th
                    key={name}
                    scope="col"
                    className={cx(
                      "py-1 pe-3 text-start font-medium",
                      (place === 1 || place === 4) && "max-md:hidden",
                    )}
                  >
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <Row key={one.id} one={one} chosen={one.id === chosen} choose={() => choose(one)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row({ one, chosen, choose }: { one: Drawn; chosen: boolean; choose: () => void }) {
  const words = useWords();
  const own = useRunWords().chartWords;
  return (
    <tr className={cx("relative border-t border-line/60 hover:bg-raised/60", chosen && "bg-accent/15")}>
      <td className="py-1.5 pe-3">
        <button
          type="button"
          aria-pressed={chosen}
          aria-label={own.show(one.id)}
          onClick={choose}
          className="break-all text-start text-accent after:absolute after:inset-0"
        >
          <code>{one.id}</code>
        </button>
      </td>
      <td className="pe-3 max-md:hidden">{words.method[one.method]}</td>
      <td className="break-words pe-3">{one.name}</td>
      <td className="whitespace-nowrap pe-3 max-md:whitespace-normal">
        {one.bottom === one.top ? one.top : `${one.bottom} – ${one.top}`}
      </td>
      <td className="text-dim max-md:hidden">
        {one.since !== null && <Exactly at={new Date(one.since).toISOString()} />}
      </td>
    </tr>
  );
}
