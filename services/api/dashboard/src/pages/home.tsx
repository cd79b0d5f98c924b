import { Link } from "@tanstack/react-router";
import { api } from "../api/client";
import { useWords } from "../i18n";
import { Card } from "../ui/card";
import { Empty, ProblemPanel, Skeleton } from "../ui/states";
import { Title } from "../ui/title";
import { StartRun } from "./home/start";
import { RunTable } from "./runs/table";

const LATEST = 8;

export function Home() {
  const words = useWords();
  return (
    <>
      <Title>{words.home.title}</Title>
      <div className="grid gap-4 xl:grid-cols-[20rem_1fr]">
        <Card title={words.home.start}>
          <StartRun />
        </Card>
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
