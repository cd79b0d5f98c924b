/** What was tried on this run before; each opens by its address. */
import { Link } from "@tanstack/react-router";
import { http } from "../../api/client";
import { usePages } from "../../api/pages";
import { LANGUAGES, useFormat, useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import { Paged } from "../../ui/asked";
import { Card } from "../../ui/card";
import { Ago } from "../../ui/time";
import type { StepName } from "../analyses/search";
import { useAnalysesWords } from "../analyses/words";
import { useRunWords } from "../run/words";
import { State } from "./state";
import { useReplayWords } from "./words";

const PAGE = 20;

export function Earlier({ run, step, shown }: { run: string; step: StepName; shown: string | undefined }) {
  const words = useWords();
  const own = useReplayWords();
  const { merge } = useRunWords();
  const { version } = useAnalysesWords();
  const format = useFormat();
  const names: Record<string, string> = { ...words.method, merge };
  const replays = usePages("/api/runs/{run_id}/replays", { run }, (cursor: string | undefined, signal) =>
    http.GET("/api/runs/{run_id}/replays", {
      params: { path: { run_id: run }, query: { limit: PAGE, ...(cursor && { cursor }) } },
      signal,
    }),
  );
  return (
    <Card title={own.earlier}>
      <Paged of={replays} empty={<p className="text-sm text-dim">{own.noneEarlier}</p>}>
        {(items) => (
          <ul className="grid gap-2 text-sm">
            {items.map((one) => (
              <li
                key={one.replay_id}
                data-row
                className={cx(
                  "flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg p-2",
                  one.replay_id === shown ? "bg-accent/10" : "bg-ground",
                )}
              >
                <State status={one.status} />
                <Link
                  to="/runs/$id/steps/$step/replay"
                  params={{ id: run, step: one.step }}
                  search={{ replay: one.replay_id, text: one.asked.language }}
                  aria-current={one.replay_id === shown && one.step === step ? "page" : undefined}
                  className="font-semibold text-accent underline"
                >
                  {names[one.step]} · {LANGUAGES[one.asked.language].name}
                </Link>
                <span className="min-w-0 break-all text-dim">
                  {one.asked.model} ·{" "}
                  {one.asked.prompt_version ? version(Number(one.asked.prompt_version)) : own.ownPrompt}
                  {one.cost_usd !== null && ` · ${format.money(one.cost_usd)}`} · {one.requested_by} ·{" "}
                  <Ago at={one.created_at} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </Card>
  );
}
