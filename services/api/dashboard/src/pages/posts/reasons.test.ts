import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { postSearch, reasonsOf } from "./reasons";

const delivery = (state: Schemas["DeliveryState"], error: string | null): Schemas["Delivery"] => ({
  id: "d",
  post_id: "p",
  run_id: null,
  chat_id: 1,
  part: 0,
  kind: "post",
  language: "ru",
  sent_as: "text",
  silent: false,
  state,
  error,
  attempts: 1,
  message_id: null,
  not_before: null,
  created_at: "2026-11-21T12:00:00Z",
  updated_at: "2026-11-21T12:00:00Z",
});

it("counts equal reasons together and the most frequent first", () => {
  const found = reasonsOf([
    delivery("unknown", "timeout"),
    delivery("blocked", "bot was blocked"),
    delivery("blocked", "bot was blocked"),
  ]);
  expect(found.map(({ error, count }) => [error, count])).toEqual([
    ["bot was blocked", 2],
    ["timeout", 1],
  ]);
});

it("filters by a state there is", () => {
  expect([postSearch({ state: "failed" }), postSearch({ state: "lost" })]).toEqual([{ state: "failed" }, {}]);
});
