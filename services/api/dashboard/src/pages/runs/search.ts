/** What the list of runs can be filtered by, as it stands in the address. */
const STATUSES = ["queued", "running", "merging", "merged", "publishing", "published", "failed"] as const;

export type RunStatus = (typeof STATUSES)[number];

export interface RunSearch {
  status?: RunStatus | undefined;
  analysis?: string | undefined;
  instrument?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 64 ? value : undefined;
}

function day(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
}

/** An address is written by anybody: what is not understood is left out. */
export function runSearch(given: Record<string, unknown>): RunSearch {
  const found: RunSearch = {
    status: STATUSES.find((one) => one === given.status),
    analysis: text(given.analysis),
    instrument: text(given.instrument),
    from: day(given.from),
    to: day(given.to),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The filters as the API takes them; days are days of the reader's own zone. */
export function asQuery(search: RunSearch) {
  const at = (date: string, time: string) => new Date(`${date}T${time}`).toISOString();
  return {
    ...(search.status && { status: [search.status] }),
    ...(search.analysis && { analysis: search.analysis }),
    ...(search.instrument && { instrument: search.instrument }),
    ...(search.from && { from: at(search.from, "00:00:00") }),
    ...(search.to && { to: at(search.to, "23:59:59.999") }),
  };
}

/** Where the same runs are to be had as a table. */
export function tableAddress(search: RunSearch): string {
  const { status = [], ...others } = asQuery(search);
  const query = new URLSearchParams([
    ...status.map((one): [string, string] => ["status", one]),
    ...Object.entries(others),
  ]);
  return `/api/runs.csv?${query}`;
}

/** Filters as they are kept under a name. */
export function asText(search: RunSearch): string {
  return new URLSearchParams(Object.entries(search)).toString();
}

export function fromText(text: string): RunSearch {
  return runSearch(Object.fromEntries(new URLSearchParams(text)));
}

export { STATUSES };
