/** What differs between two configurations, a field a row. */
import type { Difference } from "./spec";
import { useAnalysesWords } from "./words";

export function Differences({ changes }: { changes: Difference[] }) {
  const { versions } = useAnalysesWords();
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
                <code className="break-all">{field}</code>
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
