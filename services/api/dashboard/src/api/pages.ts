/** Lists that come page by page, each page naming the next. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { queries } from "./client";
import type { paths } from "./schema";

export interface Pages<T> {
  items: T[] | undefined;
  error: unknown;
  fetching: boolean;
  more: (() => void) | undefined;
  refetch: () => void;
}

interface Page<T, C> {
  items: T[];
  next_cursor?: C | null;
}

type Ask<T, C> = (cursor: C | undefined, signal: AbortSignal) => Promise<{ data?: Page<T, C> }>;

export function usePages<T, C>(path: keyof paths, about: object, ask: Ask<T, C>): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: ["get", path, "pages", about],
    initialPageParam: undefined as C | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await ask(pageParam as C | undefined, signal);
      if (!data) throw new Error("no body");
      return data;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    error: query.error,
    fetching: query.isFetchingNextPage,
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    refetch: () => void query.refetch(),
  };
}

/** What has been changed here is asked again wherever it is shown. */
export async function askAgain(...changed: (keyof paths)[]): Promise<void> {
  await Promise.all(changed.map((path) => queries.invalidateQueries({ queryKey: ["get", path] })));
}
