/** What the server says when it refuses: problem+json, whose `code` is the translation key. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly traceId: string,
    readonly errors: FieldProblem[] = [],
    readonly retryAfterS: number | null = null,
  ) {
    super(`${code}: ${detail}`);
  }

  /** Worth asking again without a change: the server or the way to it was away. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const told = await response.json().catch(() => ({}));
  const trace = told.trace_id ?? response.headers.get("x-trace-id") ?? "";
  const wait = Number(response.headers.get("retry-after"));
  return new Problem(
    response.status,
    told.code ?? `http_${response.status}`,
    told.detail ?? response.statusText,
    trace,
    told.errors ?? [],
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "unreachable", error instanceof Error ? error.message : "", "");
}
