import { describe, expect, it } from "vitest";
import { type Form, mostOf, partsOf, type Replay, repeated, requestOf, wholeOf } from "./form";
import { piecesOf } from "./pieces";
import { replaySearch } from "./search";

const usual: Form = { version: 2, own: {}, model: "a/one", temperature: 0, tokens: 1200 };
const STORED = "=== system ===\nBe brief.\n=== user ===\n{{ facts }}\n";

describe("what is asked", () => {
  it("names the version of the run and nothing else that is the same", () => {
    expect(requestOf(usual, usual, "en", STORED)).toEqual({ language: "en", prompt_version: 2 });
  });

  it("brings an own text in its two parts", () => {
    const own = { en: STORED.replace("brief", "long") };
    expect(requestOf({ ...usual, own }, usual, "en", STORED)).toEqual({
      language: "en",
      prompt: { system: "Be long.", user: "{{ facts }}\n" },
    });
  });

  it("takes a text that was put back for the version it is of", () => {
    expect(requestOf({ ...usual, own: { en: STORED } }, usual, "en", STORED)).toHaveProperty(
      "prompt_version",
    );
  });

  it("leaves the other language's text at home", () => {
    expect(requestOf({ ...usual, own: { ru: "=== x" } }, usual, "en", STORED)).not.toHaveProperty("prompt");
  });

  it("tells what is asked otherwise", () => {
    const form = { ...usual, model: "b/two", temperature: 0.7, tokens: 300 };
    expect(requestOf(form, usual, "ru", STORED)).toMatchObject({
      ...{ model: "b/two", temperature: 0.7, max_tokens: 300 },
    });
  });
});

it("parts a prompt as it is put together", () => {
  expect(wholeOf(partsOf(STORED) ?? { system: "", user: "" })).toBe(STORED);
});

it("has no parts where a line is missing or they stand the wrong way round", () => {
  expect([partsOf("hello"), partsOf("=== user ===\n=== system ===\n")]).toEqual([null, null]);
});

it("repeats a replay by its version or its own text", () => {
  const asked = {
    ...{ language: "ru", model: "a/one", temperature: 0, max_tokens: 9, prompt_version: "3" },
  };
  const prompt = { system: "a", user: "b" };
  expect(repeated({ asked, prompt: null } as Replay)).toMatchObject({ prompt_version: 3, max_tokens: 9 });
  expect(repeated({ asked, prompt } as Replay)).not.toHaveProperty("prompt_version");
});

it("knows no cost without a price", () => {
  expect(mostOf(undefined, 100, 10)).toBeNull();
});

it("tells which words changed on each side", () => {
  const { before, after } = piecesOf("price went up fast", "price went down fast");
  expect(before.filter((one) => one.changed).map(({ text }) => text)).toEqual(["up"]);
  expect(after.filter((one) => one.changed).map(({ text }) => text)).toEqual(["down"]);
  expect(after.map(({ text }) => text).join("")).toBe("price went down fast");
});

it("finds nothing changed where nothing is", () => {
  expect(piecesOf("same", "same").after).toEqual([{ from: 0, text: "same", changed: false }]);
});

it("takes a replay from the address and nothing else", () => {
  expect([replaySearch({ replay: "x" }), replaySearch({ text: "ru" })]).toEqual([{}, { text: "ru" }]);
});
