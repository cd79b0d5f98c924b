/** Makes a schedule or changes one; what it would do next is shown before anything is saved. */
import { type FormEvent, useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { asProblem } from "../../api/problem";
import { useFormat, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { InstrumentChoice } from "./instruments";
import { Preview } from "./preview";
import { cronOf, nameFor, timingOf, USUAL } from "./timing";
import { When } from "./when";
import { WORDS } from "./words";

type Schedule = Schemas["ScheduleCard"];
type Document = Schemas["ScheduleDocument"];

interface BuilderProps {
  schedule?: Schedule;
  close: () => void;
  reload?: (schedule: Schedule) => void;
}

export function Builder(props: BuilderProps) {
  const words = usePageWords(WORDS);
  const analyses = api.useQuery("get", "/api/analyses");
  const instruments = api.useQuery("get", "/api/instruments", { params: { query: { enabled: true } } });
  const title = props.schedule ? words.editing(props.schedule.name) : words.fresh;
  return (
    <Dialog title={title} close={props.close} wide>
      <Asked of={analyses}>
        {(known) => (
          <Asked of={instruments}>
            {(traded) => (
              <Form
                {...props}
                analyses={known.items.filter((one) => !one.archived)}
                instruments={traded.items.map((one) => one.id)}
              />
            )}
          </Asked>
        )}
      </Asked>
    </Dialog>
  );
}

interface FormProps extends BuilderProps {
  analyses: Schemas["AnalysisCard"][];
  instruments: string[];
}

function Form({ schedule, close, reload, analyses, instruments }: FormProps) {
  const all = useWords();
  const words = usePageWords(WORDS);
  const format = useFormat();
  const [analysis, setAnalysis] = useState(schedule?.analysis ?? analyses[0]?.name ?? "");
  const [chosen, choose] = useState<string[]>(schedule ? [schedule.instrument] : instruments.slice(0, 1));
  const [timing, time] = useState(schedule ? timingOf(schedule.cron) : USUAL);
  const [zone, setZone] = useState(schedule?.time_zone ?? format.zone);
  const [tradingDays, onlyTradingDays] = useState(schedule?.trading_days_only ?? false);
  const save = useSave(schedule, close);
  const timeframes = analyses.find((one) => one.name === analysis)?.timeframes ?? [];
  const usual = schedule?.timeframe ?? (timeframes.includes("D1") ? "D1" : timeframes[0]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const document = {
      analysis,
      timeframe: form.get("timeframe") as Document["timeframe"],
      misfire: form.get("misfire") as NonNullable<Document["misfire"]>,
      cron: cronOf(timing),
      time_zone: zone,
      trading_days_only: tradingDays,
    };
    const name = String(form.get("name")).trim();
    void save.go(
      chosen.map((instrument) => ({
        ...document,
        instrument,
        name: nameFor(name, instrument, chosen.length),
      })),
    );
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label={words.form.name}>
          {(id) => <Input id={id} name="name" required maxLength={50} defaultValue={schedule?.name} />}
        </Field>
        <Field label={words.form.analysis}>
          {(id) => (
            <Select id={id} value={analysis} onChange={(event) => setAnalysis(event.target.value)}>
              {analyses.map((one) => (
                <option key={one.name}>{one.name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.form.timeframe}>
          {(id) => (
            <Select id={id} key={analysis} name="timeframe" defaultValue={usual}>
              {timeframes.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <InstrumentChoice all={instruments} chosen={chosen} choose={choose} one={schedule !== undefined} />
      <When timing={timing} time={time} zone={zone} setZone={setZone} />
      <div className="grid items-end gap-3 sm:grid-cols-2">
        <Field label={words.form.misfire}>
          {(id) => (
            <Select id={id} name="misfire" defaultValue={schedule?.misfire ?? "last"}>
              {(["last", "skip", "all"] as const).map((one) => (
                <option key={one} value={one}>
                  {words.misfire[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <label className="flex min-h-9 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={tradingDays}
            onChange={(event) => onlyTradingDays(event.target.checked)}
            className="size-4 accent-accent"
          />
          {words.form.tradingDays}
        </label>
      </div>
      <Preview cron={cronOf(timing)} zone={zone} instruments={chosen} leavesOut={tradingDays} />
      {save.made.length > 0 && <p className="text-sm">{words.form.made(save.made.join(", "))}</p>}
      <Refused error={save.error} schedule={schedule} reload={reload} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{all.action.cancel}</Button>
        <Button type="submit" look="primary" busy={save.busy} disabled={!chosen.length || !analysis}>
          {all.action.save}
        </Button>
      </div>
    </form>
  );
}

interface RefusedProps {
  error: unknown;
  schedule: Schedule | undefined;
  reload: ((schedule: Schedule) => void) | undefined;
}

/** Somebody else's change is told as such, with the way to it. */
function Refused({ error, schedule, reload }: RefusedProps) {
  const words = usePageWords(WORDS);
  if (error === null) return null;
  if (!schedule || !reload || asProblem(error).status !== 412) return <ProblemPanel error={error} />;
  const theirs = async () => {
    const params = { path: { schedule_id: schedule.id } };
    const { data } = await http.GET("/api/schedules/{schedule_id}", { params });
    if (data) reload(data);
  };
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-xl border border-wait/50 bg-wait/10 p-3"
    >
      <p>{words.form.conflict}</p>
      <Button onClick={theirs}>{words.form.reload}</Button>
    </div>
  );
}

/** Several are created one after another; what was created stays so when a later one is refused. */
function useSave(schedule: Schedule | undefined, close: () => void) {
  const [made, setMade] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function go(documents: Document[]): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      for (const body of documents.filter((one) => !made.includes(one.name))) {
        await (schedule ? replace(schedule, body) : http.POST("/api/schedules", { body }));
        setMade((names) => [...names, body.name]);
      }
      close();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
      void askAgain("/api/schedules");
    }
  }
  return { go, made: schedule ? [] : made, busy, error };
}

function replace({ id, version }: Schedule, body: Document) {
  const params = { path: { schedule_id: id }, header: { "if-match": `"${version}"` } };
  return http.PUT("/api/schedules/{schedule_id}", { params, body });
}
