import { expect, it } from "vitest";
import type { Schemas } from "../../api/client";
import { toldOf } from "./told";

const call = (id: string, reused = false) => ({
  ...{ id, reused, model: "a/one", tokens_in: 1, tokens_out: 1, cost_usd: "0" },
});
const run = {
  writings: [{ language: "ru", made_by: "model", prompt_version: "3", calls: [call("m")] }],
  steps: [
    {
      name: "smc",
      output: {
        writings: [
          {
            language: "en",
            made_by: "twin",
            prompt_version: "2",
            calls: [call("first", true), call("repair")],
          },
        ],
      },
    },
  ],
} as unknown as Schemas["RunDetail"];

it("takes the first call, which a repair only repeats", () => {
  expect(toldOf(run, "smc", "en")).toEqual({ call: "first", reused: true, version: "2" });
});

it("finds what the merge was told", () => {
  expect(toldOf(run, "merge", "ru")).toMatchObject({ call: "m", version: "3" });
});

it("tells where no model was asked", () => {
  expect([toldOf(run, "smc", "ru"), toldOf(run, "vsa", "ru")]).toEqual([null, null]);
});
