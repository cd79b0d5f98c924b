import { expect, it } from "vitest";
import { offencesOf, tidied, withFooter, withoutFooter } from "./edit-text";

it("keeps blocks apart by one empty line", () => {
  expect(tidied("\r\n a\r\nb \r\n \r\n\r\n c\n")).toBe("a\nb \n\n c");
});

it("leaves the last block out of what is edited and puts it back", () => {
  const text = "head\n\nbody\n\nfooter";
  expect(withoutFooter(text, "footer")).toBe("head\n\nbody");
  expect(withFooter(withoutFooter(text, "footer"), "footer")).toBe(text);
});

it("finds the words that were refused, behind an emoji too", () => {
  const errors = [
    { field: "text.10.6", code: "not_a_level", message: "" },
    { field: "note", code: "string_too_long", message: "" },
  ];
  expect(offencesOf("🎯 Target 777.77", errors)).toEqual([
    { code: "not_a_level", offset: 10, words: "777.77" },
  ]);
});
