/** Every version of a prompt; any two are compared, any other one can be made active. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api, http, queries, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { usePages } from "../../api/pages";
import { useSpeech } from "../../i18n";
import { Paged } from "../../ui/asked";
import { Card } from "../../ui/card";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { VersionPair, VersionRows } from "../analyses/rows";
import type { StepName } from "../analyses/search";
import { usePromptWords } from "./words";

const PAGE = 50;
const Difference = lazy(async () => ({ default: (await import("./difference")).Difference }));

export function Versions({ active }: { active: Schemas["PromptDetail"] }) {
  const own = usePromptWords();
  const admin = useIsAdmin();
  const { step } = active;
  const versions = usePages("/api/prompts/{step}/versions", { step }, (cursor: number | undefined, signal) =>
    http.GET("/api/prompts/{step}/versions", {
      params: { path: { step }, query: { limit: PAGE, ...(cursor && { cursor }) } },
      signal,
    }),
  );
  const numbers = versions.items?.map(({ version }) => version) ?? [];

  async function activate(version: number): Promise<void> {
    const params = { path: { step }, header: { "if-match": `"${active.version}"` } };
    await http.POST("/api/prompts/{step}/activate", { params, body: { version } });
    await queries.invalidateQueries({ queryKey: ["get"] });
  }

  return (
    <Card title={own.versions} className="grid gap-4">
      <Paged of={versions} empty={null}>
        {(items) => (
          <VersionRows versions={items} active={active.version} activate={admin ? activate : undefined} />
        )}
      </Paged>
      {numbers.length > 1 && <Compare step={step} versions={numbers} />}
    </Card>
  );
}

function Compare({ step, versions }: { step: StepName; versions: number[] }) {
  const go = useNavigate({ from: "/prompts/$step" });
  const [newest = 1, before = 1] = versions;
  const { older = before, newer = newest } = useSearch({ from: "/inside/prompts/$step" });
  return (
    <div>
      <VersionPair
        versions={versions}
        pair={{ older, newer }}
        pick={(pair) => go({ search: (now) => ({ ...now, ...pair }), replace: true, resetScroll: false })}
      />
      <Compared {...{ step, older, newer }} />
    </div>
  );
}

function Compared({ step, older, newer }: { step: StepName; older: number; newer: number }) {
  const own = usePromptWords();
  const { language: spoken } = useSpeech();
  const { text: language = spoken } = useSearch({ from: "/inside/prompts/$step" });
  const at = (version: number) => ({ params: { path: { step, version } } });
  const before = api.useQuery("get", "/api/prompts/{step}/versions/{version}", at(older));
  const after = api.useQuery("get", "/api/prompts/{step}/versions/{version}", at(newer));
  const failed = [before, after].find((one) => one.isError);
  if (failed) return <ProblemPanel error={failed.error} retry={() => failed.refetch()} />;
  if (!before.data || !after.data) return <Skeleton rows={3} />;
  const texts = [before.data, after.data].map((one) => one.texts[language] ?? "");
  const [old = "", fresh = ""] = texts;
  if (old === fresh) return <p className="text-sm text-dim">{own.same}</p>;
  return (
    <Suspense fallback={<Skeleton rows={4} />}>
      <Difference label={own.diff(older, newer)} before={old} after={fresh} />
    </Suspense>
  );
}
