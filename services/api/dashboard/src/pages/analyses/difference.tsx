/** What differs between two configurations, a field a row. */
import { useWords } from "../../i18n";
import type { Difference } from "./spec";
import { useAnalysesWords } from "./words";

export function Differences({ changes }: { changes: Difference[] }) {
  const { versions } = useAnalysesWords();
  const name = useNames();
  if (!changes.length) return <p className="text-dim">{versions.same}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="max-h-80 overflow-auto">
      <table className="w-full border-collapse text-sm">
        <thead className="text-dim">
          <tr>
            {[versions.field, versions.before, versions.after].map((name) => (
              <th key={name} scope="col" className="border-b border-line py-1 pe-3 text-start font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <tr key={field} className="align-top">
              <th scope="row" className="py-1 pe-3 text-start font-normal">
                <span className="break-words">{name(field)}</span>
              </th>
              <td className="break-all py-1 pe-3 text-bad">{before ?? versions.nothing}</td>
              <td className="break-all py-1 text-good">{after ?? versions.nothing}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `smc.temperature` as people say it. */
function useNames(): (field: string) => string {
  const { method } = useWords();
  const { fields, pipeline } = useAnalysesWords();
  const steps: Record<string, string> = { ...method, merge: pipeline.merge };
  return (field) => {
    const [step = "", name] = field.split(".");
    if (name === undefined) return fields[step] ?? step;
    return `${steps[step] ?? step}: ${fields[name] ?? name}`;
  };
}
