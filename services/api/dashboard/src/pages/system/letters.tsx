/** Messages that could not be worked on: look, replay or drop. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api, http, type Schemas } from "../../api/client";
import { askAgain, usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked, Paged } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Confirm } from "../../ui/confirm";
import { Copy } from "../../ui/copy";
import { Dialog } from "../../ui/dialog";
import { Field, Select } from "../../ui/field";
import { Empty } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { STATES, type SystemSearch } from "./search";
import { WORDS } from "./words";

const PAGE = 20;

const LOOK = { open: ["bad", "cross"], replayed: ["good", "check"], dropped: ["idle", "dash"] } as const;

function useLetterSearch() {
  const search = useSearch({ from: "/inside/system" });
  const go = useNavigate({ from: "/system" });
  return { search, go: (next: SystemSearch) => void go({ search: next, replace: true, resetScroll: false }) };
}

export function Letters() {
  const words = usePageWords(WORDS).letters;
  const { search, go } = useLetterSearch();
  const { letters: state, letter } = search;
  const kept: SystemSearch = state ? { letters: state } : {};
  const pages = usePages("/api/dead-letters", { state }, (cursor: string | undefined, signal) =>
    http.GET("/api/dead-letters", {
      params: { query: { limit: PAGE, ...(state && { state }), ...(cursor && { cursor: Number(cursor) }) } },
      signal,
    }),
  );
  return (
    <Card title={words.title}>
      <search className="mb-3 block max-w-48">
        <Field label={words.all}>
          {(id) => (
            <Select
              id={id}
              value={state ?? ""}
              onChange={(event) => {
                const chosen = STATES.find((one) => one === event.target.value);
                go(chosen ? { letters: chosen } : {});
              }}
            >
              <option value="">{words.any}</option>
              {STATES.map((one) => (
                <option key={one} value={one}>
                  {words.state[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </search>
      <Paged of={pages} empty={<Empty>{state ? words.noneSuch : words.none}</Empty>}>
        {(items) => (
          <ul>
            {items.map((one) => (
              <Row key={one.id} letter={one} open={() => go({ ...kept, letter: one.id })} />
            ))}
          </ul>
        )}
      </Paged>
      {letter !== undefined && <Opened id={letter} close={() => go(kept)} />}
    </Card>
  );
}

function State({ state }: { state: keyof typeof LOOK }) {
  const words = usePageWords(WORDS).letters;
  const [colour, icon] = LOOK[state];
  return (
    <Mark colour={colour} icon={icon}>
      {words.state[state]}
    </Mark>
  );
}

function Row({ letter, open }: { letter: Schemas["LetterSummary"]; open: () => void }) {
  const words = usePageWords(WORDS).letters;
  return (
    <li data-row className="grid gap-1 border-b border-line/60 py-2 text-sm last:border-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <State state={letter.state} />
        <button type="button" onClick={open} className="break-all font-semibold text-accent underline">
          {letter.subject}
        </button>
        <code>{letter.code}</code>
      </p>
      <p className="break-words">{letter.detail}</p>
      <p className="text-dim">
        {letter.consumer} · {words.deliveries(letter.deliveries)} · <Ago at={letter.created_at} />
      </p>
    </li>
  );
}

function Opened({ id, close }: { id: number; close: () => void }) {
  const words = usePageWords(WORDS).letters;
  const params = { path: { letter_id: id } };
  const letter = api.useQuery("get", "/api/dead-letters/{letter_id}", { params });
  const done = async () => {
    await askAgain("/api/dead-letters", "/api/dead-letters/{letter_id}", "/api/system");
  };
  const replay = () => http.POST("/api/dead-letters/{letter_id}/replay", { params }).then(done);
  const drop = () => http.POST("/api/dead-letters/{letter_id}/drop", { params }).then(done);
  return (
    <Dialog title={words.letter(id)} close={close} wide>
      <Asked of={letter}>
        {(told) => (
          <div className="grid min-w-0 gap-3 text-sm">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <State state={told.state} />
              <code className="break-all">{told.subject}</code>
              <Exactly at={told.created_at} />
            </p>
            <p className="break-words">
              <code>{told.code}</code> {told.detail}
            </p>
            <Text title={words.payload} text={pretty(told.payload)} />
            <Text title={words.headers} text={JSON.stringify(told.headers, null, 2)} />
            {told.state === "open" && (
              <div className="flex flex-wrap gap-2">
                <Confirm look="primary" label={words.replay} effect={words.replayEffect} act={replay} />
                <Confirm label={words.drop} effect={words.dropEffect} act={drop} />
              </div>
            )}
          </div>
        )}
      </Asked>
    </Dialog>
  );
}

/** As it came where it is no JSON: what is broken is exactly what one looks for. */
function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        <Copy text={text} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-72 overflow-auto whitespace-pre-wrap break-all rounded-lg bg-ground p-3 font-mono text-xs"
      >
        {text}
      </pre>
    </section>
  );
}
