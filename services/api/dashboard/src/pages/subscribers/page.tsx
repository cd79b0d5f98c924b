/** Who gets posts, found by name, chat id, language, topic or state. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, http } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { usePages } from "../../api/pages";
import { LANGUAGES as NAMES, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { useDebounced } from "../../lib/debounced";
import { Paged } from "../../ui/asked";
import { Button } from "../../ui/button";
import { Field, Input, Select } from "../../ui/field";
import { Empty } from "../../ui/states";
import { Title } from "../../ui/title";
import { Glance, Standing, useName } from "./card";
import { asQuery, LANGUAGES, STATES, type SubscriberSearch } from "./search";
import { WORDS } from "./words";

const PAGE = 50;

export function Subscribers() {
  const own = usePageWords(WORDS);
  const admin = useIsAdmin();
  return (
    <>
      <Title>{own.title}</Title>
      {admin ? <Found /> : <Empty>{own.adminsOnly}</Empty>}
    </>
  );
}

function Found() {
  const words = useWords();
  const own = usePageWords(WORDS);
  const search = useSearch({ from: "/inside/subscribers" });
  const go = useNavigate({ from: "/subscribers" });
  const filtered = Object.keys(search).length > 0;
  const clear = <Button onClick={() => go({ search: {} })}>{words.action.clear}</Button>;
  const found = usePages("/api/subscribers", search, (cursor: string | undefined, signal) =>
    http.GET("/api/subscribers", {
      params: { query: { ...asQuery(search), limit: PAGE, ...(cursor && { cursor: Number(cursor) }) } },
      signal,
    }),
  );
  return (
    <>
      <Filters
        search={search}
        set={(change) => go({ search: (now) => ({ ...now, ...change }), replace: true })}
      />
      <Paged of={found} empty={filtered ? <Empty action={clear}>{own.noneSuch}</Empty> : <Nobody />}>
        {(items) => (
          <>
            <ul>
              {items.map((one) => (
                <Row key={one.chat_id} of={one} />
              ))}
            </ul>
            <p className="text-sm text-dim">{own.count(items.length)}</p>
          </>
        )}
      </Paged>
    </>
  );
}

/** Nobody yet: here is where to begin. */
function Nobody() {
  const own = usePageWords(WORDS);
  const asked = api.useQuery("get", "/api/subscribers", { params: { query: { limit: 1 } } });
  const bot = asked.data?.bot;
  const link = bot && (
    <a href={`https://t.me/${bot}`} rel="noreferrer" target="_blank" className="text-accent underline">
      @{bot}
    </a>
  );
  return <Empty action={link}>{own.none}</Empty>;
}

function Row({ of }: { of: Parameters<typeof useName>[0] }) {
  return (
    <li
      data-row
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/60 py-2 last:border-0"
    >
      <Standing of={of} />
      <Link
        to="/subscribers/$chat"
        params={{ chat: String(of.chat_id) }}
        className="min-w-0 break-words font-semibold hover:underline"
      >
        <bdi>{useName(of)}</bdi>
      </Link>
      <Glance of={of} />
    </li>
  );
}

interface FiltersProps {
  search: SubscriberSearch;
  set: (change: SubscriberSearch) => void;
}

function Filters({ search, set }: FiltersProps) {
  const own = usePageWords(WORDS);
  const instruments = api.useQuery("get", "/api/instruments");
  const analyses = api.useQuery("get", "/api/analyses");
  const topics = [
    ...(analyses.data?.items ?? []).map(({ name }) => [`analysis:${name}`, name] as const),
    ...(instruments.data?.items ?? []).map(({ id }) => [`instrument:${id}`, id] as const),
  ];
  return (
    <search className="mb-4 grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap">
      <Words value={search.q} set={(q) => set({ q })} />
      <Choice
        label={own.state}
        value={search.state}
        options={STATES.map((one) => [one, own[one]])}
        choose={(value) => set({ state: STATES.find((one) => one === value) })}
      />
      <Choice
        label={own.language}
        value={search.language}
        options={LANGUAGES.map((one) => [one, NAMES[one].name])}
        choose={(value) => set({ language: LANGUAGES.find((one) => one === value) })}
      />
      <Choice
        label={own.topic}
        value={search.topic}
        options={topics}
        choose={(topic) => set({ topic: topic || undefined })}
      />
    </search>
  );
}

function Words({ value, set }: { value: string | undefined; set: (q: string | undefined) => void }) {
  const own = usePageWords(WORDS);
  const [typed, type] = useState(value ?? "");
  const settled = useDebounced(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed moves the address
  useEffect(() => {
    if (settled !== (value ?? "")) set(settled.trim() || undefined);
  }, [settled]);
  return (
    <Field label={own.search}>
      {(field) => (
        <Input
          id={field}
          type="search"
          maxLength={64}
          value={typed}
          onChange={({ target }) => type(target.value)}
        />
      )}
    </Field>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly (readonly [string, string])[];
  choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const own = usePageWords(WORDS);
  return (
    <Field label={label}>
      {(field) => (
        <Select id={field} value={value ?? ""} onChange={({ target }) => choose(target.value)}>
          <option value="">{own.any}</option>
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
