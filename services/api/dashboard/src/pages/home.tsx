/** What is going on, and the form that starts more. */
import { Link, useSearch } from "@tanstack/react-router";
import { api } from "../api/client";
import { useIsAdmin } from "../api/me";
import { useWords } from "../i18n";
import { Card } from "../ui/card";
import { Empty, ProblemPanel, Skeleton } from "../ui/states";
import { Title } from "../ui/title";
import { Checklist } from "./home/checklist";
import { Health, Running, Spending, Today } from "./home/now";
import { StartRun } from "./home/start";
import { RunTable } from "./runs/table";

const LATEST = 8;

export function Home() {
  const words = useWords();
  const admin = useIsAdmin();
  const { instrument } = useSearch({ from: "/inside/" });
  return (
    <>
      <Title>{words.home.title}</Title>
      <div className="grid gap-4">
        {admin && <Checklist />}
        <div className="grid gap-4 xl:grid-cols-[20rem_1fr]">
          <div className="grid content-start gap-4">
            <Card title={words.home.start}>
              <StartRun key={instrument} {...(instrument && { instrument })} />
            </Card>
            <Today />
            <Spending />
            <Health />
          </div>
          <div className="grid content-start gap-4">
            <Running />
            <Card
              title={words.home.latest}
              aside={
                <Link to="/runs" className="text-sm text-accent underline">
                  {words.home.all}
                </Link>
              }
            >
              <Latest />
            </Card>
          </div>
        </div>
      </div>
    </>
  );
}

function Latest() {
  const words = useWords();
  const runs = api.useQuery("get", "/api/runs", { params: { query: { limit: LATEST } } });
  if (runs.isPending) return <Skeleton rows={LATEST} />;
  if (runs.isError) return <ProblemPanel error={runs.error} retry={() => runs.refetch()} />;
  if (!runs.data.items.length) return <Empty>{words.home.none}</Empty>;
  return <RunTable runs={runs.data.items} />;
}
