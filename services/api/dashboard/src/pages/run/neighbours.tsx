/** The run before this one and the one after it, of the same instrument and timeframe. */
import { Link } from "@tanstack/react-router";
import { api, type Schemas } from "../../api/client";
import { useRunWords } from "./words";

type Run = Schemas["RunDetail"];

export interface Neighbours {
  before: string | undefined;
  after: string | undefined;
}

/** Lists are newest first. A run with more newer ones than a list holds has none after it here. */
const MOST = 200;
const TWO = 2;

export function useNeighbours({ run_id, instrument, timeframe, created_at }: Run): Neighbours {
  const of = { instrument, timeframe };
  const older = api.useQuery("get", "/api/runs", {
    params: { query: { ...of, to: created_at, limit: TWO } },
  });
  const newer = api.useQuery("get", "/api/runs", {
    params: { query: { ...of, from: created_at, limit: MOST } },
  });
  const others = (items: Schemas["RunSummary"][] = []) =>
    items.map((one) => one.run_id).filter((id) => id !== run_id);
  return {
    before: others(older.data?.items)[0],
    after: newer.data?.next_cursor ? undefined : others(newer.data?.items).at(-1),
  };
}

const LOOK =
  "grid size-9 place-items-center rounded-lg text-dim hover:bg-raised hover:text-ink max-md:size-11";

export function ToNeighbours({ before, after }: Neighbours) {
  const own = useRunWords();
  const link = (id: string | undefined, key: string, label: string, sign: string) =>
    id && (
      <Link
        to="/runs/$id"
        params={{ id }}
        search={true}
        data-key={key}
        aria-label={label}
        title={label}
        className={LOOK}
      >
        <span aria-hidden="true">{sign}</span>
      </Link>
    );
  return (
    <span className="flex">
      {link(before, "BracketLeft", own.before, "‹")}
      {link(after, "BracketRight", own.after, "›")}
    </span>
  );
}
