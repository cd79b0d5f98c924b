/** Which instruments can be chosen everywhere else. */
import { api, http, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain, usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Paged } from "../../ui/asked";
import { Empty, ProblemPanel } from "../../ui/states";
import { Switch } from "../../ui/switch";
import { ScrollBox, SearchField, Tick, useFilters } from "./filters";
import { WORDS } from "./words";

const PAGE = 50;

export function Instruments() {
  const words = usePageWords(WORDS);
  const { search, set } = useFilters();
  const { q, enabled } = search;
  const instruments = usePages("/api/instruments", { q, enabled }, (cursor: string | undefined, signal) =>
    http.GET("/api/instruments", {
      params: {
        query: { limit: PAGE, ...(q && { q }), ...(enabled && { enabled }), ...(cursor && { cursor }) },
      },
      signal,
    }),
  );
  return (
    <div className="grid gap-4">
      <search className="grid items-end gap-3 sm:flex">
        <SearchField />
        <Tick
          label={words.enabledOnly}
          on={enabled === true}
          turn={(on) => set({ enabled: on || undefined })}
        />
      </search>
      <ScrollBox label={words.tab.instruments}>
        <Paged of={instruments} empty={<Empty>{words.instruments.none}</Empty>}>
          {(items) => (
            <ul>
              {items.map((one) => (
                <Row key={one.id} instrument={one} />
              ))}
            </ul>
          )}
        </Paged>
      </ScrollBox>
    </div>
  );
}

function Row({ instrument }: { instrument: Schemas["Instrument"] }) {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const change = api.useMutation("patch", "/api/instruments/{instrument_id}", {
    onSuccess: () => askAgain("/api/instruments"),
  });
  const path = { instrument_id: instrument.id };
  return (
    <li className="grid gap-2 border-b border-line/60 py-2 last:border-0">
      <div className="flex items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="font-semibold">{instrument.id}</p>
          <p className="break-words text-sm text-dim">
            {instrument.name} · {instrument.exchange} · {instrument.source} · {words.instruments.tick}{" "}
            {instrument.tick} {instrument.currency}
          </p>
        </div>
        <Switch
          label={instrument.id}
          on={instrument.enabled ?? false}
          disabled={!admin || change.isPending}
          turn={(enabled) => change.mutate({ params: { path }, body: { enabled } })}
        />
      </div>
      {change.isError && <ProblemPanel error={change.error} />}
    </li>
  );
}
