/** How the installation feels; asked again by itself while it is looked at. */
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { useFormat } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { Deliveries } from "./deliveries";
import { Letters } from "./letters";
import { Queues } from "./queues";
import { Spent } from "./spent";
import { WORDS } from "./words";

const EVERY_MS = 10_000;

export function SystemPage() {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const system = api.useQuery("get", "/api/system", {}, { refetchInterval: EVERY_MS });
  return (
    <>
      <Title of={system.data && <Moment at={system.data.now} />}>{words.title}</Title>
      <div className="grid gap-4">
        <Asked of={system}>
          {(told) => (
            <div className="grid gap-4 lg:grid-cols-2">
              <Queues queues={told.queues} />
              <div className="grid content-start gap-4 max-lg:order-first">
                <Checks checks={told.checks} />
                <Card title={words.spending}>
                  <Spent spending={told.spending} />
                </Card>
                <Deliveries states={told.deliveries} />
                <Counts system={told} />
              </div>
            </div>
          )}
        </Asked>
        {admin && <Letters />}
      </div>
    </>
  );
}

function Moment({ at }: { at: string }) {
  const words = usePageWords(WORDS);
  return (
    <span className="text-sm text-dim">
      {words.at} <Exactly at={at} />
    </span>
  );
}

function Checks({ checks }: { checks: Record<string, string> }) {
  const words = usePageWords(WORDS);
  const failed = Object.entries(checks);
  return (
    <Card title={words.checks}>
      {failed.length === 0 && (
        <p className="flex items-center gap-2 text-sm">
          <Mark colour="good" icon="check">
            OK
          </Mark>
          {words.reachable}
        </p>
      )}
      <ul className="grid gap-2">
        {failed.map(([name, problem]) => (
          <li key={name} className="flex flex-wrap items-center gap-2 text-sm">
            <Mark colour="bad" icon="cross">
              {name}
            </Mark>
            <span className="break-words">{problem}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Counts({ system }: { system: Schemas["System"] }) {
  const words = usePageWords(WORDS);
  const format = useFormat();
  const counts = [
    [words.openRuns, format.number(system.open_runs)],
    [words.outbox, format.number(system.outbox)],
    [words.deadLetters, format.number(system.dead_letters)],
    [words.version, system.version],
    [words.migration, system.migration],
  ] as const;
  return (
    <Card title={words.counts}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
        {counts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-dim">{name}</dt>
            <dd className="break-all text-end">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
