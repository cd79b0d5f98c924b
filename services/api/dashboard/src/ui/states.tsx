/** What a page shows while it has nothing to show: loading, empty, refused. */
import type { ReactNode } from "react";
import { asProblem } from "../api/problem";
import { useWords } from "../i18n";
import { Button } from "./button";
import { Copy } from "./copy";

export function Skeleton({ rows = 5 }: { rows?: number }) {
  const words = useWords();
  return (
    <div role="status" aria-label={words.page.loading} className="grid gap-2">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of nothing have no other name
        <div key={row} className="h-10 animate-pulse rounded-lg bg-raised" />
      ))}
    </div>
  );
}

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-3 rounded-xl border border-dashed border-line p-8 text-center text-dim">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}

/** A refusal in words, with what an operator needs to find it. */
export function ProblemPanel({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = useWords();
  const problem = asProblem(error);
  const details = `${problem.code} ${problem.traceId}`.trim();
  return (
    <div role="alert" className="grid gap-2 rounded-xl border border-bad/50 bg-bad/10 p-4">
      <p className="font-semibold">{words.problem.title}</p>
      <p>{words.problem.codes[problem.code] ?? problem.detail}</p>
      {problem.errors.length > 0 && (
        <ul className="list-disc ps-5 text-sm">
          {problem.errors.map((one) => (
            <li key={`${one.field}:${one.code}`}>
              <code>{one.field}</code>: {one.message}
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm text-dim">
        {words.problem.code} <code>{problem.code}</code>
        {problem.traceId && (
          <>
            {" · "}
            {words.problem.trace} <code className="break-all">{problem.traceId}</code>
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        {retry && <Button onClick={retry}>{words.action.retry}</Button>}
        <Copy text={details} label={words.action.copyDetails} />
      </div>
    </div>
  );
}
