import { describe, expect, it } from "vitest";
import { asQuery, asText, fromText, runSearch, tableAddress } from "./search";

describe("filters in the address", () => {
  it("keeps what it understands", () => {
    const search = { status: "failed", instrument: "BTC/USDT", from: "2026-11-01" };
    expect(runSearch(search)).toEqual(search);
  });

  it("leaves out what nobody could have chosen", () => {
    expect(runSearch({ status: "exploded", instrument: 7, from: "yesterday", other: "x" })).toEqual({});
  });

  it("asks for whole days", () => {
    const { from, to } = asQuery({ from: "2026-11-01", to: "2026-11-01" });
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(86_399_999);
  });
});

describe("filters elsewhere", () => {
  it("come back from the words they are kept as", () => {
    const search = { status: "failed", instrument: "BTC/USDT", from: "2026-11-01" } as const;
    expect(fromText(asText(search))).toEqual(search);
    expect(fromText("status=exploded&q=%00")).toEqual({});
  });

  it("find the same runs as a table", () => {
    expect(tableAddress({ status: "failed", instrument: "BTC/USDT" })).toBe(
      "/api/runs.csv?status=failed&instrument=BTC%2FUSDT",
    );
  });
});
