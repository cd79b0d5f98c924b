/** Every text a post has had, and what any two of them differ in; the comparison is loaded when asked for. */
import { lazy, Suspense, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Card } from "../../ui/card";
import { Field, Select } from "../../ui/field";
import { Skeleton } from "../../ui/states";
import { Exactly } from "../../ui/time";
import { WORDS } from "./words";

const Difference = lazy(() =>
  import("../prompts/difference").then(({ Difference: shown }) => ({ default: shown })),
);

interface HistoryProps {
  id: string;
  text: Schemas["PostText"];
}

export function History({ id, text }: HistoryProps) {
  const words = usePageWords(WORDS);
  const revisions = api.useQuery("get", "/api/posts/{run_id}/revisions", {
    params: { path: { run_id: id }, query: { language: text.language } },
  });
  return (
    <Card title={words.history}>
      <Asked of={revisions} rows={2}>
        {({ items }) =>
          items.length > 1 ? (
            <>
              <ol className="mb-3 grid gap-1 text-sm">
                {items.map((one) => (
                  <li key={one.number} className="flex flex-wrap gap-x-3">
                    <span>{words.revision(one.number)}</span>
                    <span className="text-dim">
                      {one.by} · <Exactly at={one.at} />
                    </span>
                    {one.note && <span className="break-words">“{one.note}”</span>}
                  </li>
                ))}
              </ol>
              <Compared key={items.length} items={items} />
            </>
          ) : (
            <p className="text-sm text-dim">{words.noHistory}</p>
          )
        }
      </Asked>
    </Card>
  );
}

function Compared({ items }: { items: Schemas["RevisionCard"][] }) {
  const words = usePageWords(WORDS);
  const [older, setOlder] = useState(items.length - 2);
  const [newer, setNewer] = useState(items.length - 1);
  const pick = (label: string, value: number, choose: (number: number) => void) => (
    <Field label={label}>
      {(field) => (
        <Select id={field} value={value} onChange={({ target }) => choose(Number(target.value))}>
          {items.map(({ number }) => (
            <option key={number} value={number}>
              {words.revision(number)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-3">
        {pick(words.older, older, setOlder)}
        {pick(words.newer, newer, setNewer)}
      </div>
      <Suspense fallback={<Skeleton rows={4} />}>
        <Difference
          label={words.difference}
          before={items[older]?.text ?? ""}
          after={items[newer]?.text ?? ""}
        />
      </Suspense>
    </div>
  );
}
