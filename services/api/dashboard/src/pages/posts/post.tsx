/** One run's post: its text as it would be sent, what can be done with it, and what became of its messages. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api, http, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain, usePages } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked, Paged } from "../../ui/asked";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Confirm } from "../../ui/confirm";
import { Field, Select } from "../../ui/field";
import { Empty } from "../../ui/states";
import { Title } from "../../ui/title";
import { Publish } from "../run/publish";
import { DeliveryRow, StateMark } from "./delivery";
import { reasonsOf, STATES } from "./reasons";
import { TestToMe } from "./test-to-me";
import { Texts } from "./text";
import { WORDS } from "./words";

const PAGE = 50;
const MOST = 200;

export function Post() {
  const words = usePageWords(WORDS);
  const { id } = useParams({ from: "/inside/posts/$id" });
  const admin = useIsAdmin();
  const path = { params: { path: { run_id: id } } };
  const run = api.useQuery("get", "/api/runs/{run_id}", path);
  const post = api.useQuery("get", "/api/posts/{run_id}", path);
  return (
    <Asked of={run}>
      {(shown) => (
        <>
          <Title of={<Badge status={shown.status} />} aside={<Actions run={shown} />}>
            {words.post(`${shown.instrument} · ${shown.timeframe}`)}
          </Title>
          <div className="grid gap-4">
            <Asked of={post}>{(told) => <Texts post={told} />}</Asked>
            {admin && <Fates run={shown} />}
          </div>
        </>
      )}
    </Asked>
  );
}

type Run = Schemas["RunDetail"];

function Actions({ run }: { run: Run }) {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Link to="/runs/$id" params={{ id: run.run_id }} className="text-sm text-accent underline">
        {words.run}
      </Link>
      {admin && run.posts.length > 0 && <TestToMe id={run.run_id} />}
      {admin && <Publish run={run} />}
    </div>
  );
}

function Fates({ run: { run_id, deliveries } }: { run: Run }) {
  const words = usePageWords(WORDS);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        {words.messages(deliveries.total)}
        {STATES.filter((state) => deliveries.states[state]).map((state) => (
          <span key={state} className="inline-flex items-center gap-1.5">
            <StateMark state={state} /> {deliveries.states[state]}
          </span>
        ))}
      </p>
      <Reasons id={run_id} failed={deliveries.states.failed ?? 0} />
      <Messages id={run_id} />
    </>
  );
}

/** Of the newest that did not arrive: more than these nobody reads. */
function Reasons({ id, failed }: { id: string; failed: number }) {
  const words = usePageWords(WORDS);
  const missed = api.useQuery("get", "/api/runs/{run_id}/deliveries", {
    params: { path: { run_id: id }, query: { state: ["blocked", "failed", "unknown"], limit: MOST } },
  });
  if (!missed.data?.items.length) return null;
  return (
    <Card title={words.reasons} aside={failed > 0 && <Retry id={id} failed={failed} />}>
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

function Retry({ id, failed }: { id: string; failed: number }) {
  const words = usePageWords(WORDS);
  const params = { path: { run_id: id } };
  const seen = () => askAgain("/api/runs/{run_id}", "/api/runs/{run_id}/deliveries");
  return (
    <Confirm
      look="plain"
      label={words.retry(failed)}
      effect={words.retryEffect(failed)}
      act={() => http.POST("/api/posts/{run_id}/deliveries/retry", { params }).then(seen)}
    />
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
