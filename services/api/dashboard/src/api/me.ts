/** Who is logged in; null while nobody is. */
import { useQuery } from "@tanstack/react-query";
import { http, queries, type Schemas } from "./client";
import { asProblem } from "./problem";

export type Me = Schemas["Me"];

const KEY = ["me"];

async function ask(): Promise<Me | null> {
  try {
    const { data } = await http.GET("/api/auth/me");
    return data ?? null;
  } catch (error) {
    if (asProblem(error).status === 401) return null;
    throw error;
  }
}

export function useMe() {
  return useQuery({ queryKey: KEY, queryFn: ask, staleTime: 60_000 });
}

/** The same as far as it is known already: pages for everybody ask nobody who they are. */
export function useKnownMe() {
  return useQuery({ queryKey: KEY, queryFn: ask, enabled: false });
}

export function useIsAdmin(): boolean {
  return useMe().data?.role === "admin";
}

export function setMe(me: Me): void {
  queries.setQueryData(KEY, me);
}

/** A session that ended elsewhere shows in whatever is asked next. */
export function noticeLogout(error: unknown): void {
  if (asProblem(error).status === 401) queries.setQueryData(KEY, null);
}

export async function logOut(): Promise<void> {
  await http.POST("/api/auth/logout");
  // First what the pages watch: they would never hear of a query that is put in the place of theirs.
  queries.setQueryData(KEY, null);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
}
