/** One text against another, line by line with the changed words. */
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { prompting } from "./setup";
import { usePromptWords } from "./words";

interface DifferenceProps {
  label: string;
  before: string;
  after: string;
}

export function Difference({ label, before, after }: DifferenceProps) {
  const { unchanged } = usePromptWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const view = new EditorView({
      parent: box.current,
      doc: after,
      extensions: [
        prompting,
        EditorState.readOnly.of(true),
        EditorState.phrases.of({ "$ unchanged lines": unchanged }),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3 } }),
      ],
    });
    return () => view.destroy();
  }, [label, before, after, unchanged]);
  return <div ref={box} className="overflow-hidden rounded-lg border border-line" />;
}
