/** Which models may be asked, and what they cost. */
import { useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain, usePages } from "../../api/pages";
import { asProblem } from "../../api/problem";
import { useFormat, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Paged } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Field, Select } from "../../ui/field";
import { Empty, ProblemPanel } from "../../ui/states";
import { Switch } from "../../ui/switch";
import { ScrollBox, SearchField, Tick, useFilters } from "./filters";
import { OwnPrice } from "./own-price";
import { priceFor } from "./prices";
import { Sync } from "./sync";
import { WORDS } from "./words";

type Model = Schemas["Model"];
const PAGE = 50;

export function Models() {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const { search, set } = useFilters();
  const { q, provider, enabled, free } = search;
  const filters = {
    ...(q && { q }),
    ...(provider && { provider }),
    ...(enabled && { enabled }),
    ...(free && { free }),
  };
  const head = api.useQuery("get", "/api/models", { params: { query: { ...filters, limit: 1 } } });
  const models = usePages("/api/models", filters, (cursor: string | undefined, signal) =>
    http.GET("/api/models", {
      params: { query: { ...filters, limit: PAGE, ...(cursor && { cursor }) } },
      signal,
    }),
  );
  return (
    <div className="grid gap-4">
      {admin && <Sync />}
      <search className="grid items-end gap-3 sm:flex sm:flex-wrap">
        <SearchField />
        <Providers all={head.data?.providers ?? []} />
        <Tick
          label={words.enabledOnly}
          on={enabled === true}
          turn={(on) => set({ enabled: on || undefined })}
        />
        <Tick
          label={words.models.freeOnly}
          on={free === true}
          turn={(on) => set({ free: on || undefined })}
        />
        <p role="status" className="flex min-h-9 items-center text-sm text-dim">
          {head.data && words.models.count(head.data.total)}
        </p>
      </search>
      <ScrollBox label={words.tab.models}>
        <Paged
          of={models}
          empty={
            <Empty>{Object.keys(filters).length > 0 ? words.models.none : words.models.noneAtAll}</Empty>
          }
        >
          {(items) => (
            <ul>
              {items.map((one) => (
                <Row key={one.id} model={one} />
              ))}
            </ul>
          )}
        </Paged>
      </ScrollBox>
    </div>
  );
}

function Providers({ all }: { all: string[] }) {
  const any = useWords().runs.filter.any;
  const words = usePageWords(WORDS);
  const { search, set } = useFilters();
  return (
    <Field label={words.models.provider}>
      {(id) => (
        <Select
          id={id}
          value={search.provider ?? ""}
          onChange={(event) => set({ provider: event.target.value || undefined })}
        >
          <option value="">{any}</option>
          {all.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Row({ model }: { model: Model }) {
  const words = usePageWords(WORDS).models;
  const format = useFormat();
  const admin = useIsAdmin();
  const [pricing, price] = useState(false);
  const change = api.useMutation("patch", "/api/models/{model_id}", {
    onSuccess: () => askAgain("/api/models"),
    onError: (error) => price(asProblem(error).code === "unpriced_model"),
  });
  const path = { model_id: model.id };
  return (
    <li className="grid gap-2 border-b border-line/60 py-2 last:border-0">
      <div className="flex items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 font-semibold">
            {model.name}
            {model.gone && (
              <Mark colour="bad" icon="cross">
                {words.gone}
              </Mark>
            )}
          </p>
          <p className="break-all text-sm text-dim">
            {model.id} · {model.provider}
            {model.context !== null && ` · ${words.context(format.number(model.context))}`}
          </p>
          <Prices model={model} />
          {model.description && <p className="line-clamp-2 text-sm text-dim">{model.description}</p>}
        </div>
        <Switch
          label={model.id}
          on={model.enabled}
          disabled={!admin || change.isPending}
          turn={(enabled) => change.mutate({ params: { path }, body: { enabled } })}
        />
      </div>
      {change.isError && !pricing && asProblem(change.error).code !== "unpriced_model" && (
        <ProblemPanel error={change.error} />
      )}
      {pricing && <OwnPrice model={model} close={() => price(false)} />}
    </li>
  );
}

function Prices({ model }: { model: Model }) {
  const words = usePageWords(WORDS).models;
  const format = useFormat();
  const { prompt_price: prompt, completion_price: answer } = model;
  if (prompt === null || answer === null) return <p className="text-sm text-wait">{words.unpriced}</p>;
  const told = (tokens: number) =>
    `${format.money(priceFor(prompt, tokens))} / ${format.money(priceFor(answer, tokens))}`;
  return (
    <p className="text-sm">
      {words.perMillion(told(1_000_000))} <span className="text-dim">({words.perThousand(told(1_000))})</span>
      {model.own_price && <span className="text-dim"> · {words.ownPrice}</span>}
    </p>
  );
}
