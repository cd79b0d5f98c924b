/** The messages of one run's post, by what became of them. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api, http } from "../../api/client";
import { usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked, Paged } from "../../ui/asked";
import { Card } from "../../ui/card";
import { Field, Select } from "../../ui/field";
import { Empty } from "../../ui/states";
import { Title } from "../../ui/title";
import { DeliveryRow, StateMark } from "./delivery";
import { reasonsOf, STATES } from "./reasons";
import { WORDS } from "./words";

const PAGE = 50;
const MOST = 200;

export function Post() {
  const words = usePageWords(WORDS);
  const { id } = useParams({ from: "/inside/posts/$id" });
  const run = api.useQuery("get", "/api/runs/{run_id}", { params: { path: { run_id: id } } });
  const toRun = (
    <Link to="/runs/$id" params={{ id }} className="text-sm text-accent underline">
      {words.run}
    </Link>
  );
  return (
    <Asked of={run}>
      {({ instrument, timeframe, deliveries }) => (
        <>
          <Title aside={toRun}>{words.of(`${instrument} ${timeframe}`)}</Title>
          <div className="grid gap-4">
            <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
              {words.messages(deliveries.total)}
              {STATES.filter((state) => deliveries.states[state]).map((state) => (
                <span key={state} className="inline-flex items-center gap-1.5">
                  <StateMark state={state} /> {deliveries.states[state]}
                </span>
              ))}
            </p>
            <Reasons id={id} />
            <Messages id={id} />
          </div>
        </>
      )}
    </Asked>
  );
}

/** Of the newest that did not arrive: more than these nobody reads. */
function Reasons({ id }: { id: string }) {
  const words = usePageWords(WORDS);
  const missed = api.useQuery("get", "/api/runs/{run_id}/deliveries", {
    params: { path: { run_id: id }, query: { state: ["blocked", "failed", "unknown"], limit: MOST } },
  });
  if (!missed.data?.items.length) return null;
  return (
    <Card title={words.reasons}>
      <ul className="grid gap-2 text-sm">
        {reasonsOf(missed.data.items).map(({ state, error, count }) => (
          <li key={`${state} ${error}`} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StateMark state={state} />
            <span className="min-w-0 break-words">{error}</span>
            <span className="text-dim">{words.messages(count)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Messages({ id }: { id: string }) {
  const words = usePageWords(WORDS);
  const { state } = useSearch({ from: "/inside/posts/$id" });
  const go = useNavigate({ from: "/posts/$id" });
  const pages = usePages(
    "/api/runs/{run_id}/deliveries",
    { id, state },
    (cursor: string | undefined, signal) =>
      http.GET("/api/runs/{run_id}/deliveries", {
        params: {
          path: { run_id: id },
          query: { limit: PAGE, ...(state && { state: [state] }), ...(cursor && { cursor: Number(cursor) }) },
        },
        signal,
      }),
  );
  return (
    <Card title={words.all}>
      <search className="mb-3 block max-w-48">
        <Field label={words.filter}>
          {(field) => (
            <Select
              id={field}
              value={state ?? ""}
              onChange={(event) => {
                const chosen = STATES.find((one) => one === event.target.value);
                void go({ search: chosen ? { state: chosen } : {}, replace: true });
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
      <Paged of={pages} empty={<Empty>{state ? words.noneSuch : words.noneAtAll}</Empty>}>
        {(items) => (
          <ul>
            {items.map((one) => (
              <DeliveryRow key={one.id} delivery={one} />
            ))}
          </ul>
        )}
      </Paged>
    </Card>
  );
}
