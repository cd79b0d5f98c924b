import type { Schemas } from "../../api/client";
import { useFormat } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Empty } from "../../ui/states";
import { byNeed, isStuck } from "./judge";
import { WORDS } from "./words";

type Queue = Schemas["Queue"];

/** Who waits for whom; red where something waits and nobody works. */
export function Queues({ queues }: { queues: Queue[] | null }) {
  const words = usePageWords(WORDS);
  return (
    <Card title={words.queues}>
      {queues === null && <p className="text-sm text-bad">{words.busAway}</p>}
      {queues?.length === 0 && <Empty>{words.noQueues}</Empty>}
      {queues !== null && queues.length > 0 && (
        <ul>
          {byNeed(queues).map((one) => (
            <Row key={one.name} queue={one} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ queue }: { queue: Queue }) {
  const words = usePageWords(WORDS);
  const format = useFormat();
  const counts = [
    [words.waiting, queue.waiting],
    [words.inHand, queue.in_hand],
    [words.workers, queue.workers],
    [words.redelivered, queue.redelivered],
  ] as const;
  return (
    <li className="grid gap-1 border-b border-line/60 py-2 text-sm last:border-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="break-all font-semibold">{queue.name}</h3>
        <Health queue={queue} />
      </div>
      <dl className="flex flex-wrap gap-x-4 text-dim">
        {counts.map(([name, count]) => (
          <div key={name} className="flex gap-1">
            <dt>{name}:</dt>
            <dd className="text-ink">{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Health({ queue }: { queue: Queue }) {
  const words = usePageWords(WORDS);
  if (isStuck(queue)) {
    return (
      <Mark colour="bad" icon="cross">
        {words.stuck}
      </Mark>
    );
  }
  return queue.workers > 0 ? (
    <Mark colour="good" icon="check">
      {words.works}
    </Mark>
  ) : (
    <Mark colour="idle" icon="dash">
      {words.idle}
    </Mark>
  );
}
