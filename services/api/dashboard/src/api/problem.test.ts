import { expect, it } from "vitest";
import { asProblem, Problem, problemOf } from "./problem";

it("keeps the code, which is what is translated", async () => {
  const body = { code: "unknown_run", detail: "there is no such run", trace_id: "ab" };
  const problem = await problemOf(new Response(JSON.stringify(body), { status: 404 }));
  expect([problem.code, problem.traceId, problem.passing]).toEqual(["unknown_run", "ab", false]);
});

it("has a code for a proxy's page that is no JSON", async () => {
  const problem = await problemOf(new Response("<html>", { status: 502, headers: { "retry-after": "5" } }));
  expect([problem.code, problem.retryAfterS, problem.passing]).toEqual(["http_502", 5, true]);
});

it("calls a server that cannot be reached by its name", () => {
  expect(asProblem(new TypeError("Failed to fetch"))).toBeInstanceOf(Problem);
  expect(asProblem(new TypeError("Failed to fetch")).code).toBe("unreachable");
});
