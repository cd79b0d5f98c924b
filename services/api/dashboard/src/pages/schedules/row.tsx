import { Link } from "@tanstack/react-router";
import { api, http, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { ProblemPanel } from "../../ui/states";
import { Ago } from "../../ui/time";
import { Firings } from "./firings";
import { Ticks } from "./ticks";
import { timingOf } from "./timing";
import { WORDS } from "./words";

type Schedule = Schemas["ScheduleCard"];

interface RowProps {
  schedule: Schedule;
  edit: () => void;
  open: boolean;
  toggle: () => void;
}

const SHOWN = 3;

export function ScheduleRow({ schedule, edit, open, toggle }: RowProps) {
  const words = usePageWords(WORDS);
  const { preset, time } = timingOf(schedule.cron);
  const timed = preset === "weekdays" || preset === "weekly";
  return (
    <li data-row className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 break-words text-base font-semibold">{schedule.name}</h2>
        <State schedule={schedule} />
        <span className="text-sm text-dim">
          {schedule.analysis} · {schedule.instrument} · {schedule.timeframe}
        </span>
      </div>
      <p className="text-sm">
        {preset === "own" ? <code>{schedule.cron}</code> : words.preset[preset]}
        {timed && `, ${time}`} <span className="text-dim">({schedule.time_zone})</span>
        {" · "}
        <span className="text-dim">{words.last}: </span>
        {schedule.last_fire_at ? <Ago at={schedule.last_fire_at} /> : words.never}
      </p>
      {schedule.problem && <p className="text-sm text-bad">{schedule.problem}</p>}
      {schedule.next.length > 0 ? (
        <Firings
          firings={schedule.next.slice(0, SHOWN)}
          zone={schedule.time_zone}
          leavesOut={schedule.trading_days_only}
        />
      ) : (
        <p className="text-sm text-dim">{schedule.enabled ? words.noNext : words.pausedNext}</p>
      )}
      <Actions schedule={schedule} edit={edit} open={open} toggle={toggle} />
      {open && <Ticks schedule={schedule} />}
    </li>
  );
}

function State({ schedule }: { schedule: Schedule }) {
  const { state } = usePageWords(WORDS);
  if (!schedule.enabled) {
    return (
      <Mark colour="idle" icon="dash">
        {state.paused}
      </Mark>
    );
  }
  return schedule.problem ? (
    <Mark colour="bad" icon="cross">
      {state.stuck}
    </Mark>
  ) : (
    <Mark colour="good" icon="check">
      {state.on}
    </Mark>
  );
}

function Actions({ schedule, edit, open, toggle }: RowProps) {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const path = { params: { path: { schedule_id: schedule.id } } };
  const again = { onSuccess: () => askAgain("/api/schedules") };
  const pause = api.useMutation("post", "/api/schedules/{schedule_id}/pause", again);
  const resume = api.useMutation("post", "/api/schedules/{schedule_id}/resume", again);
  const run = api.useMutation("post", "/api/schedules/{schedule_id}/run", {
    onSuccess: () => askAgain("/api/runs"),
  });
  const remove = async () => {
    const header = { "if-match": `"${schedule.version}"` };
    const params = { ...path.params, header };
    await http.DELETE("/api/schedules/{schedule_id}", { params }).finally(() => askAgain("/api/schedules"));
  };
  const error = pause.error ?? resume.error ?? run.error;
  const turn = schedule.enabled ? pause : resume;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {admin && (
          <>
            <Button busy={run.isPending} onClick={() => run.mutate(path)}>
              {words.runNow}
            </Button>
            <Button busy={turn.isPending} onClick={() => turn.mutate(path)}>
              {schedule.enabled ? words.pause : words.resume}
            </Button>
            <Button onClick={edit}>{words.edit}</Button>
          </>
        )}
        <Button aria-expanded={open} onClick={toggle}>
          {words.history}
        </Button>
        {admin && <Confirm label={words.remove} effect={words.removeEffect(schedule.name)} act={remove} />}
      </div>
      <p role="status" className="text-sm empty:hidden">
        {run.data && (
          <>
            {words.started}{" "}
            <Link to="/runs/$id" params={{ id: run.data.run_id }} className="text-accent underline">
              {words.look}
            </Link>
          </>
        )}
      </p>
      {error !== null && <ProblemPanel error={error} />}
    </div>
  );
}
