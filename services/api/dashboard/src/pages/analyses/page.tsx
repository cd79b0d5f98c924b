/** One analysis: its pipeline with everything that can be changed in it, its prompts, its versions. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api, queries, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { asProblem } from "../../api/problem";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Tabs } from "../../ui/tabs";
import { Title } from "../../ui/title";
import { StartRun } from "../home/start";
import { Missing } from "../missing";
import { Editor } from "./editor";
import { Description } from "./fresh";
import { Prompts } from "./prompts";
import { TABS } from "./search";
import { Versions } from "./versions";
import { useAnalysesWords } from "./words";

type Detail = Schemas["AnalysisDetail"];

export function Analysis() {
  const own = useAnalysesWords();
  const { name } = useParams({ from: "/inside/analyses/$name" });
  const analysis = api.useQuery("get", "/api/analyses/{name}", { params: { path: { name } } });
  if (analysis.isPending) return <Skeleton rows={8} />;
  if (analysis.isError) {
    if (asProblem(analysis.error).status === 404) return <Missing told={own.gone} />;
    return <ProblemPanel error={analysis.error} retry={() => analysis.refetch()} />;
  }
  return <Shown key={name} detail={analysis.data} />;
}

function Shown({ detail }: { detail: Detail }) {
  const own = useAnalysesWords();
  const admin = useIsAdmin();
  const go = useNavigate({ from: "/analyses/$name" });
  const { tab = "pipeline" } = useSearch({ from: "/inside/analyses/$name" });
  const contents = {
    pipeline: <Editor detail={detail} />,
    prompts: <Prompts config={detail.config} />,
    history: <Versions active={detail} />,
  };
  const state = [own.version(detail.version), detail.archived && own.archived];
  return (
    <>
      <Title
        of={<span className="text-sm text-dim">{state.filter(Boolean).join(" · ")}</span>}
        aside={admin && <Archiving detail={detail} />}
      >
        {detail.name}
      </Title>
      <p className="max-w-prose text-dim">{detail.description}</p>
      {admin && <Description detail={detail} />}
      <Tabs
        value={tab}
        choose={(next) => go({ search: (now) => ({ ...now, tab: next }), replace: true })}
        tabs={TABS.map((one) => [one, own.tabs[one], contents[one]] as const)}
      />
      {!detail.archived && (
        <div id="start" className="mt-4 max-w-md scroll-mt-16">
          <Card title={own.start}>
            <StartRun only={detail.name} />
          </Card>
        </div>
      )}
    </>
  );
}

function Archiving({ detail: { name, archived } }: { detail: Detail }) {
  const own = useAnalysesWords();
  const done = {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get"] }),
  };
  const archive = api.useMutation("post", "/api/analyses/{name}/archive", done);
  const restore = api.useMutation("post", "/api/analyses/{name}/restore", done);
  const [change, label] = archived ? ([restore, own.restore] as const) : ([archive, own.archive] as const);
  return (
    <div className="grid gap-2">
      <Button busy={change.isPending} onClick={() => change.mutate({ params: { path: { name } } })}>
        {label}
      </Button>
      {change.isError && <ProblemPanel error={change.error} />}
    </div>
  );
}
