/** Two people edited at once: both sides are shown, and one decides. */
import { Button } from "../../ui/button";
import { Differences } from "./difference";
import type { Difference } from "./spec";
import { useAnalysesWords } from "./words";

interface ConflictProps {
  version: number;
  changes: Difference[];
  keep: () => void;
  drop: () => void;
}

export function Conflict({ version, changes, keep, drop }: ConflictProps) {
  const { conflict } = useAnalysesWords();
  return (
    <section role="alert" className="grid gap-3 rounded-xl border border-wait/50 bg-wait/10 p-4">
      <h2 className="font-semibold">{conflict.title(version)}</h2>
      <p className="text-sm">{conflict.what}</p>
      <Differences changes={changes} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={keep}>{conflict.mine}</Button>
        <Button onClick={drop}>{conflict.theirs}</Button>
      </div>
    </section>
  );
}
