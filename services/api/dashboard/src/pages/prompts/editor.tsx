/** The text under the cursor; Tab leaves it, so that the keyboard is never caught. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Place } from "./places";
import { prompting, underlined } from "./setup";

interface EditorProps {
  label: string;
  text: string;
  places: Place[];
  readOnly: boolean;
  change: (text: string) => void;
}

export function Editor({ label, text, places, readOnly, change }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const problems = useRef(new Compartment());
  const told = useRef(change);
  const first = useRef(text);
  told.current = change;
  first.current = text;

  useEffect(() => {
    if (!box.current) return;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          prompting,
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "true" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.doc.toString());
          }),
          problems.current.of([]),
        ],
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label, readOnly]);

  // What changed elsewhere replaces what is shown; what was typed here is shown already.
  useEffect(() => {
    const shown = view.current?.state.doc.toString();
    if (view.current && shown !== text) {
      view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: text } });
    }
  }, [text]);

  useEffect(() => {
    const length = view.current?.state.doc.length ?? 0;
    view.current?.dispatch({ effects: problems.current.reconfigure(underlined(places, length)) });
  }, [places]);

  return <div ref={box} className="overflow-hidden rounded-lg border border-line" />;
}
