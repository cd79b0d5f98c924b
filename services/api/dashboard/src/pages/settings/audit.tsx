/** Who changed what, newest first; nobody can change this list. */
import { http, type Schemas } from "../../api/client";
import { usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Paged } from "../../ui/asked";
import { Empty } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { WORDS } from "./words";

const PAGE = 50;

export function Audit() {
  const words = usePageWords(WORDS).audit;
  const entries = usePages("/api/audit", {}, (cursor: number | undefined, signal) =>
    http.GET("/api/audit", {
      params: { query: { limit: PAGE, ...(cursor !== undefined && { cursor }) } },
      signal,
    }),
  );
  return (
    <Paged of={entries} empty={<Empty>{words.none}</Empty>}>
      {(items) => (
        <ol className="rounded-xl border border-line bg-surface px-4">
          {items.map((one) => (
            <Entry key={one.id} entry={one} />
          ))}
        </ol>
      )}
    </Paged>
  );
}

function Entry({ entry }: { entry: Schemas["AuditEntry"] }) {
  const words = usePageWords(WORDS).audit;
  const { before, after } = entry;
  return (
    <li className="grid gap-1 border-b border-line/60 py-2 text-sm last:border-0">
      <p className="flex flex-wrap items-center gap-x-3">
        <code>{entry.action}</code>
        <span className="break-all font-semibold">{entry.subject}</span>
        <span className="text-dim">
          {entry.actor}
          {entry.network && ` · ${entry.network}`}
        </span>
      </p>
      <p className="text-xs text-dim">
        <Exactly at={entry.at} /> · <Ago at={entry.at} />
      </p>
      {(before || after) && (
        <details>
          <summary className="cursor-pointer text-dim">{words.change}</summary>
          <pre className="mt-1 whitespace-pre-wrap break-all rounded-lg bg-ground p-2 font-mono text-xs">
            {JSON.stringify({ before, after }, null, 2)}
          </pre>
        </details>
      )}
    </li>
  );
}
