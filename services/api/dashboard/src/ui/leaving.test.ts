import { expect, it } from "vitest";
import { leads } from "./leaving";

const at = (pathname: string, search = {}) => ({ pathname, search });

it("takes another tab for another page", () => {
  expect(leads(at("/analyses/a"), at("/analyses/a", { tab: "prompts" }))).toBe(true);
});

it("lets the rest of the address change", () => {
  expect(leads(at("/prompts/smc"), at("/prompts/smc", { text: "ru" }))).toBe(false);
});

it("knows another page", () => {
  expect(leads(at("/prompts/smc"), at("/prompts/vsa"))).toBe(true);
});
