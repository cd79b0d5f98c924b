/** How a prompt looks in the editor: variables and instructions coloured, in the colours of the page. */
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { Place } from "./places";

const marks = new MatchDecorator({
  regexp: /\{\{.*?\}\}|\{%.*?%\}/g,
  decoration: ([found]) =>
    Decoration.mark({ class: found?.startsWith("{{") ? "cm-variable" : "cm-instruction" }),
});

const coloured = ViewPlugin.fromClass(
  class {
    shown: DecorationSet;

    constructor(view: EditorView) {
      this.shown = marks.createDeco(view);
    }

    update(update: ViewUpdate): void {
      this.shown = marks.updateDeco(update, this.shown);
    }
  },
  { decorations: ({ shown }) => shown },
);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--ground)", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    maxHeight: "65dvh",

    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--dim)", border: "none" },
  ".cm-variable": { color: "var(--run)", fontWeight: "600" },
  ".cm-instruction": { color: "var(--wait)" },
  ".cm-problem": { textDecoration: "underline wavy var(--bad)" },
  "&.cm-merge-b .cm-changedLine, & .cm-insertedLine": {
    backgroundColor: "color-mix(in srgb, var(--good) 14%, transparent)",
  },
  "& .cm-collapsedLines": { background: "var(--raised)", color: "var(--dim)" },
  ".cm-deletedChunk": { backgroundColor: "color-mix(in srgb, var(--bad) 14%, transparent)" },
});

export const prompting: Extension = [lineNumbers(), EditorView.lineWrapping, coloured, look];

export function underlined(places: readonly Place[], length: number): Extension {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, told } of places) {
    if (to <= length)
      builder.add(from, to, Decoration.mark({ class: "cm-problem", attributes: { title: told } }));
  }
  return EditorView.decorations.of(builder.finish());
}
