/** What was asked of the server: waiting, refused, nothing, or shown; old answers stay while asked anew. */
import type { ReactNode } from "react";
import type { Pages } from "../api/pages";
import { useWords } from "../i18n";
import { Button } from "./button";
import { ProblemPanel, Skeleton } from "./states";

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface AskedProps<T> {
  of: Query<T>;
  rows?: number;
  children: (answer: T) => ReactNode;
}

export function Asked<T>({ of, rows, children }: AskedProps<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ProblemPanel error={of.error} retry={() => of.refetch()} />;
  return <Skeleton {...(rows && { rows })} />;
}

interface PagedProps<T> {
  of: Pages<T>;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

export function Paged<T>({ of, empty, children }: PagedProps<T>) {
  const words = useWords();
  if (of.items === undefined) {
    return of.error ? <ProblemPanel error={of.error} retry={of.refetch} /> : <Skeleton rows={6} />;
  }
  if (!of.items.length) return empty;
  return (
    <div className="grid gap-3">
      {children(of.items)}
      {of.more && (
        <Button onClick={of.more} busy={of.fetching}>
          {words.action.more}
        </Button>
      )}
    </div>
  );
}
