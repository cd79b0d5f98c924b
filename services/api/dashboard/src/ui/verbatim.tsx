/** A long text to the letter, which scrolls in its own box. */
import { cx } from "../lib/cx";

export function Verbatim({ text, wrap = true }: { text: string; wrap?: boolean }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx(
        "max-h-96 overflow-auto rounded-lg bg-ground p-2 font-mono text-xs",
        wrap && "whitespace-pre-wrap break-words",
      )}
    >
      {text}
    </pre>
  );
}
