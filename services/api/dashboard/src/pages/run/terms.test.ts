import { expect, it } from "vitest";
import { speaking } from "./terms";
import en from "./terms/en.json";
import ru from "./terms/ru.json";

const [english, russian] = [speaking(en), speaking(ru)];

it("names an event by its side", () => {
  expect([english.kind("climax", 1), english.kind("climax", -1)]).toEqual([
    "Selling climax",
    "Buying climax",
  ]);
});

it("has one name for both sides where traders have", () => {
  expect(russian.kind("fvg", -1)).toBe(russian.kind("fvg", 1));
});

it("tells a trend in words and a count in digits", () => {
  expect([russian.value("trend", -1), russian.value("touches", 1)]).toEqual(["вниз", "1"]);
});

it("names the trend of another timeframe", () => {
  expect(english.field("trend_H4")).toBe("trend H4");
});

it("shows a code it does not know", () => {
  expect([english.code("new_code"), english.kind("new_kind")]).toEqual(["new_code", "new_kind"]);
});

it("rounds what is measured", () => {
  expect(english.value("size_atr", 0.123456789)).toBe("0.12346");
});
