/** A value as it is stored, behind a press for whoever wants to see it. */
import { Verbatim } from "../../ui/verbatim";

export function RawJson({ label, value }: { label: string; value: unknown }) {
  return (
    <details className="mt-3">
      <summary className="mb-2 cursor-pointer text-sm text-dim">{label}</summary>
      <Verbatim text={JSON.stringify(value, null, 2)} wrap={false} />
    </details>
  );
}
