/** All runs, filtered by what stands in the address. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Field, Input, Select } from "../../ui/field";
import { Empty, ProblemPanel, Skeleton } from "../../ui/states";
import { Title } from "../../ui/title";
import { CancelMany } from "./cancel";
import { asQuery, type RunSearch, STATUSES, tableAddress } from "./search";
import { RunTable } from "./table";
import { SavedViews } from "./views";
import { WORDS } from "./words";

const PAGE = 50;

export function Runs() {
  const words = useWords();
  const search = useSearch({ from: "/inside/runs" });
  const go = useNavigate({ from: "/runs" });
  const filtered = Object.keys(search).length > 0;
  const set = (change: RunSearch) => go({ search: (now) => ({ ...now, ...change }), replace: true });
  const clear = () => go({ search: {} });
  return (
    <>
      <Title aside={<ToTable search={search} />}>{words.runs.title}</Title>
      <Filters search={search} set={set} clear={filtered ? clear : undefined} />
      <SavedViews search={search} show={(view) => go({ search: view })} />
      <List search={search} clear={filtered ? clear : undefined} />
    </>
  );
}

function ToTable({ search }: { search: RunSearch }) {
  return (
    <a href={tableAddress(search)} download="runs.csv" className="text-sm text-accent underline">
      {usePageWords(WORDS).csv}
    </a>
  );
}

interface FiltersProps {
  search: RunSearch;
  set: (change: RunSearch) => void;
  clear: (() => void) | undefined;
}

function Filters({ search, set, clear }: FiltersProps) {
  const words = useWords();
  const { filter } = words.runs;
  const instruments = api.useQuery("get", "/api/instruments");
  const analyses = api.useQuery("get", "/api/analyses");
  return (
    <search className="mb-4 grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap">
      <Choice
        label={filter.status}
        value={search.status}
        options={STATUSES.map((one) => [one, words.status[one]])}
        choose={(value) => set({ status: STATUSES.find((one) => one === value) })}
      />
      <Choice
        label={filter.instrument}
        value={search.instrument}
        options={(instruments.data?.items ?? []).map((one) => [one.id, one.id])}
        choose={(instrument) => set({ instrument })}
      />
      <Choice
        label={filter.analysis}
        value={search.analysis}
        options={(analyses.data?.items ?? []).map((one) => [one.name, one.name])}
        choose={(analysis) => set({ analysis })}
      />
      <Day label={filter.from} value={search.from} choose={(from) => set({ from })} />
      <Day label={filter.to} value={search.to} choose={(to) => set({ to })} />
      {clear && <Button onClick={clear}>{words.action.clear}</Button>}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: (readonly [string, string])[];
  choose: (value: string | undefined) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const { any } = useWords().runs.filter;
  return (
    <Field label={label}>
      {(id) => (
        <Select id={id} value={value ?? ""} onChange={(event) => choose(event.target.value || undefined)}>
          <option value="">{any}</option>
          {options.map(([name, told]) => (
            <option key={name} value={name}>
              {told}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Day({ label, value, choose }: Omit<ChoiceProps, "options">) {
  return (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          type="date"
          value={value ?? ""}
          onChange={(event) => choose(event.target.value || undefined)}
        />
      )}
    </Field>
  );
}

function List({ search, clear }: { search: RunSearch; clear: (() => void) | undefined }) {
  const words = useWords();
  const [picked, setPicked] = useState<string[]>([]);
  const runs = useInfiniteQuery({
    queryKey: ["get", "/api/runs", "pages", search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { ...asQuery(search), limit: PAGE, ...(cursor && { cursor }) };
      const { data } = await http.GET("/api/runs", { params: { query }, signal });
      if (!data) throw new Error("no body");
      return data;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (runs.isPending) return <Skeleton rows={8} />;
  if (runs.isError) return <ProblemPanel error={runs.error} retry={() => runs.refetch()} />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (!items.length) {
    const action = clear && <Button onClick={clear}>{words.action.clear}</Button>;
    return <Empty action={action}>{clear ? words.runs.none : words.runs.noneAtAll}</Empty>;
  }
  const pick = (run: string, on: boolean) =>
    setPicked((now) => [...now.filter((one) => one !== run), ...(on ? [run] : [])]);
  const chosen = items.filter(({ run_id }) => picked.includes(run_id));
  return (
    <div className="grid gap-3">
      <RunTable runs={items} picking={{ picked, pick }} />
      {chosen.length > 0 && <Picked runs={chosen} order={picked} unpick={() => setPicked([])} />}
      <p className="text-sm text-dim">{words.runs.count(items.length)}</p>
      {runs.hasNextPage && (
        <Button onClick={() => runs.fetchNextPage()} busy={runs.isFetchingNextPage}>
          {words.action.more}
        </Button>
      )}
    </div>
  );
}

interface PickedProps {
  runs: Schemas["RunSummary"][];
  order: string[];
  unpick: () => void;
}

/** What can be done with the runs that are picked: two of them compared, unfinished ones ended. */
function Picked({ runs, order, unpick }: PickedProps) {
  const words = useWords().runs;
  const own = usePageWords(WORDS);
  const [a, b, ...others] = order.filter((id) => runs.some(({ run_id }) => run_id === id));
  return (
    <div
      role="status"
      className="sticky bottom-2 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-accent bg-surface p-3 text-sm shadow-lg max-md:bottom-16"
    >
      <span>{own.picked(runs.length)}</span>
      {a && !b && <span className="text-dim">{words.pickAnother}</span>}
      {a && b && !others.length && (
        <Link to="/runs/compare" search={{ a, b }} className="font-medium text-accent underline">
          {words.compare}
        </Link>
      )}
      <CancelMany runs={runs} done={unpick} />
    </div>
  );
}
