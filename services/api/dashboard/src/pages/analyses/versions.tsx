/** Every version with its author and note; any two are compared, any other one can be made active. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api, http, queries, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { usePages } from "../../api/pages";
import { Paged } from "../../ui/asked";
import { Card } from "../../ui/card";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Differences } from "./difference";
import { VersionPair, VersionRows } from "./rows";
import { differences } from "./spec";
import { useAnalysesWords } from "./words";

const PAGE = 50;

export function Versions({ active }: { active: Schemas["AnalysisDetail"] }) {
  const admin = useIsAdmin();
  const { name } = active;
  const versions = usePages("/api/analyses/{name}/versions", { name }, (cursor: number | undefined, signal) =>
    http.GET("/api/analyses/{name}/versions", {
      params: { path: { name }, query: { limit: PAGE, ...(cursor && { cursor }) } },
      signal,
    }),
  );

  const numbers = versions.items?.map(({ version }) => version) ?? [];

  async function activate(version: number): Promise<void> {
    const params = { path: { name }, header: { "if-match": `"${active.version}"` } };
    await http.POST("/api/analyses/{name}/activate", { params, body: { version } });
    await queries.invalidateQueries({ queryKey: ["get"] });
  }

  return (
    <div className="grid gap-4">
      <Paged of={versions} empty={null}>
        {(items) => (
          <VersionRows versions={items} active={active.version} activate={admin ? activate : undefined} />
        )}
      </Paged>
      {numbers.length > 1 && <Compare name={name} versions={numbers} />}
    </div>
  );
}

function Compare({ name, versions }: { name: string; versions: number[] }) {
  const words = useAnalysesWords();
  const go = useNavigate({ from: "/analyses/$name" });
  const [newest = 1, before = 1] = versions;
  const { older = before, newer = newest } = useSearch({ from: "/inside/analyses/$name" });
  return (
    <Card title={words.versions.compare}>
      <VersionPair
        versions={versions}
        pair={{ older, newer }}
        pick={(pair) => go({ search: (now) => ({ ...now, ...pair }), replace: true, resetScroll: false })}
      />
      <Compared name={name} older={older} newer={newer} />
    </Card>
  );
}

function Compared({ name, older, newer }: { name: string; older: number; newer: number }) {
  const at = (version: number) => ({ params: { path: { name, version } } });
  const before = api.useQuery("get", "/api/analyses/{name}/versions/{version}", at(older));
  const after = api.useQuery("get", "/api/analyses/{name}/versions/{version}", at(newer));
  const failed = [before, after].find((one) => one.isError);
  if (failed) return <ProblemPanel error={failed.error} retry={() => failed.refetch()} />;
  if (!before.data || !after.data) return <Skeleton rows={3} />;
  return <Differences changes={differences(before.data.config, after.data.config)} />;
}
