/** What was recorded, in its order. */
import type { Schemas } from "../../api/client";
import { Exactly } from "../../ui/time";
import { useRunWords } from "./words";

export function Events({ run }: { run: Schemas["RunDetail"] }) {
  const own = useRunWords();
  return (
    <div className="grid gap-3">
      <a
        href={`/api/runs/${run.run_id}`}
        download={`run-${run.run_id}.json`}
        className="justify-self-start text-accent underline"
      >
        {own.download}
      </a>
      <ol className="grid gap-2 text-sm">
        {run.events.map((event) => (
          <li
            key={event.id}
            className="flex flex-wrap gap-x-4 gap-y-1 rounded-lg border border-line bg-surface p-2"
          >
            <span className="w-6 text-end text-dim">{event.seq}</span>
            <code className="font-semibold">{event.type}</code>
            <span className="text-dim">
              <Exactly at={event.occurred_at} />
            </span>
            <code className="break-all text-xs text-dim">{event.id}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}
