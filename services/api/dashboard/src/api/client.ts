/** The typed client of the API; every refusal is thrown as a `Problem`. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { asProblem, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError({ error }) {
    return asProblem(error);
  },
};

export const http = createFetchClient<paths>({ baseUrl: location.origin });
http.use(refusals);

export const api = createQueryClient(http);

const MOST_RETRIES = 2;

/** Told of every refusal; main.tsx connects it, so that this file knows nothing of logins. */
export const refusal = { noticed: (_error: unknown): void => undefined };

const onError = (error: unknown) => refusal.noticed(error);

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < MOST_RETRIES && asProblem(error).passing,
      throwOnError: false,
    },
  },
});
