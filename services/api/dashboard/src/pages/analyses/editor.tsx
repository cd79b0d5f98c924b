/** The draft of a configuration beside what it would cost; nothing is stored before it is saved as a version. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { http, queries, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { Leaving } from "../../ui/leaving";
import { Conflict } from "./conflict";
import { Differences } from "./difference";
import { Estimate } from "./estimate";
import { General } from "./general";
import { Pipeline } from "./pipeline";
import { SaveBar, type Saved } from "./save";
import { differences, type Spec } from "./spec";
import { StepForm } from "./step";
import { useAnalysesWords } from "./words";

interface Draft {
  /** The version that was active when the editing began: saving is refused when it is not any more. */
  base: number;
  spec: Spec;
}

export function Editor({ detail }: { detail: Schemas["AnalysisDetail"] }) {
  const admin = useIsAdmin();
  const words = useAnalysesWords();
  const go = useNavigate({ from: "/analyses/$name" });
  const { step = "wyckoff" } = useSearch({ from: "/inside/analyses/$name" });
  const [draft, setDraft] = useState<Draft | null>(null);
  const spec = draft?.spec ?? detail.config;
  const changes = differences(detail.config, spec);
  const outdated = draft !== null && draft.base !== detail.version && changes.length > 0;

  function change(next: Spec): void {
    const base = draft?.base ?? detail.version;
    const undone = base === detail.version && !differences(detail.config, next).length;
    setDraft(undone ? null : { base, spec: next });
  }

  return (
    <div className="grid gap-4">
      <Leaving unsaved={changes.length > 0} />
      {outdated && (
        <Conflict
          version={detail.version}
          changes={changes}
          keep={() => setDraft({ base: detail.version, spec })}
          drop={() => setDraft(null)}
        />
      )}
      <Pipeline
        spec={spec}
        chosen={step}
        choose={(next) =>
          go({ search: (now) => ({ ...now, step: next }), replace: true, resetScroll: false })
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[1fr_24rem]">
        <fieldset disabled={!admin} className="grid min-w-0 gap-4">
          <StepForm key={step} spec={spec} step={step} change={change} />
          <General spec={spec} change={change} />
        </fieldset>
        <Estimate name={detail.name} spec={spec} />
      </div>
      {draft && !outdated && changes.length > 0 && (
        <SaveBar
          told={words.save.unsaved(changes.length)}
          store={(saved) => store(detail.name, draft, saved)}
          drop={() => setDraft(null)}
        >
          <Differences changes={changes} />
        </SaveBar>
      )}
    </div>
  );
}

/** A refusal because of somebody else's change brings that change, and with it the page's own question. */
async function store(name: string, { base, spec }: Draft, { note, activate, key }: Saved): Promise<void> {
  const match = `"${base}"`;
  try {
    const { data: added } = await http.POST("/api/analyses/{name}/versions", {
      params: { path: { name }, header: { "if-match": match, "idempotency-key": key } },
      body: { config: spec, note },
    });
    if (added && activate)
      await http.POST("/api/analyses/{name}/activate", {
        params: { path: { name }, header: { "if-match": match } },
        body: { version: added.version },
      });
  } finally {
    await queries.invalidateQueries({ queryKey: ["get"] });
  }
}
