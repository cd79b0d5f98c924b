import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { withEntities } from "./entities";

function html(text: string, entities: Parameters<typeof withEntities>[1]): string {
  return render(<p>{withEntities(text, entities)}</p>).container.innerHTML;
}

it("counts in UTF-16 units, as Telegram does", () => {
  const bold = { type: "bold", offset: 3, length: 3 };
  expect(html("🟢 абв", [bold])).toBe("<p>🟢 <strong>абв</strong></p>");
});

it("nests entities as they are given", () => {
  const entities = [
    { type: "bold", offset: 0, length: 4 },
    { type: "italic", offset: 2, length: 2 },
  ];
  expect(html("abcd", entities)).toBe("<p><strong>ab</strong><strong><em>cd</em></strong></p>");
});

it("never reads a text as markup", () => {
  expect(html("<img src=x onerror=alert(1)>", [])).toBe("<p>&lt;img src=x onerror=alert(1)&gt;</p>");
});

it("ends an entity where the text ends", () => {
  expect(html("ab", [{ type: "bold", offset: 1, length: 9 }])).toBe("<p>a<strong>b</strong></p>");
});

it("sets a quote apart as one block, and loses no letter", () => {
  const entities = [
    { type: "expandable_blockquote", offset: 2, length: 5 },
    { type: "bold", offset: 4, length: 1 },
  ];
  expect(html("A\n• b c\n\nB", entities)).toBe(
    '<p>A\n<span class="block border-s-2 border-accent ps-2">• <strong>b</strong> c\n</span>\nB</p>',
  );
});
