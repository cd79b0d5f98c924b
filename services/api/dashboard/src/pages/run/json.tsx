/** A value as it is stored. */
export function Json({ value }: { value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="max-h-96 overflow-auto rounded-lg bg-ground p-3 font-mono text-xs">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

/** Behind a press, for whoever wants to see it. */
export function RawJson({ label, value }: { label: string; value: unknown }) {
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-sm text-dim">{label}</summary>
      <div className="mt-2">
        <Json value={value} />
      </div>
    </details>
  );
}
