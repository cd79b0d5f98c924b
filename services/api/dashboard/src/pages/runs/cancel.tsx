/** Ends runs that are not finished; who may end which one is the server's to say. */
import { useState } from "react";
import { http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { WORDS } from "./words";

const UNFINISHED = new Set<Schemas["RunStatus"]>(["queued", "running", "merging"]);

export function isUnfinished({ status }: Pick<Schemas["RunSummary"], "status">): boolean {
  return UNFINISHED.has(status);
}

const cancel = (run_id: string) => http.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id } } });
const seen = () => askAgain("/api/runs", "/api/runs/{run_id}");

export function Cancel({ run }: { run: Pick<Schemas["RunSummary"], "run_id" | "status"> }) {
  const words = usePageWords(WORDS);
  if (!isUnfinished(run)) return null;
  return (
    <Confirm label={words.cancel} effect={words.cancelEffect} act={() => cancel(run.run_id).then(seen)} />
  );
}

interface CancelManyProps {
  runs: Schemas["RunSummary"][];
  done: () => void;
}

/** One that has ended meanwhile keeps none of the others from being ended. */
export function CancelMany({ runs, done }: CancelManyProps) {
  const words = usePageWords(WORDS);
  const [told, tell] = useState("");
  const open = runs.filter(isUnfinished);

  async function act(): Promise<void> {
    const ended = await Promise.allSettled(open.map(({ run_id }) => cancel(run_id)));
    await seen();
    const count = ended.filter(({ status }) => status === "fulfilled").length;
    if (count < open.length) tell(words.cancelledSome(count, open.length));
    else done();
  }

  return (
    <>
      {open.length > 0 && (
        <Confirm label={words.cancelMany(open.length)} effect={words.cancelEffect} act={act} />
      )}
      {told && <span className="text-wait">{told}</span>}
      <Button look="quiet" onClick={done}>
        {words.unpick}
      </Button>
    </>
  );
}
