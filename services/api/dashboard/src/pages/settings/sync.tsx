/** Brings the catalogue up to what the provider lists; new models stay off until somebody switches them on. */
import { api, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { ProblemPanel } from "../../ui/states";
import { WORDS } from "./words";

export function Sync() {
  const words = usePageWords(WORDS).models;
  const sync = api.useMutation("post", "/api/models/sync", { onSuccess: () => askAgain("/api/models") });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={sync.isPending} onClick={() => sync.mutate({})}>
          {sync.isPending ? words.syncing : words.sync}
        </Button>
        <p role="status" className="text-sm text-dim">
          {sync.data && words.synced(sync.data.added.length, sync.data.changed.length, sync.data.gone.length)}
        </p>
      </div>
      {sync.data && <Names of={sync.data} />}
      {sync.isError && <ProblemPanel error={sync.error} />}
    </div>
  );
}

const KINDS = ["added", "changed", "gone"] as const;

function Names({ of }: { of: Schemas["Synced"] }) {
  const words = usePageWords(WORDS).models;
  const told = KINDS.filter((kind) => of[kind].length > 0);
  if (told.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-dim">{words.which}</summary>
      <dl className="mt-2 grid max-h-60 gap-2 overflow-y-auto">
        {told.map((kind) => (
          <div key={kind}>
            <dt className="font-semibold">{words.kind[kind]}</dt>
            <dd className="break-all text-dim">{of[kind].join(", ")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
