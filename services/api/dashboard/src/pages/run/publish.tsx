/** Publishing names how many people get how many messages before anybody is sent anything. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, http, queries, type Schemas } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useFormat, useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Deliveries } from "./deliveries";
import { useRunWords } from "./words";

type Run = Schemas["RunDetail"];

export function Publish({ run }: { run: Run }) {
  const { publish } = useRunWords();
  const [asking, ask] = useState(false);
  if (!run.posts.length) return null;
  return (
    <>
      <Button data-key="KeyP" look={run.status === "merged" ? "primary" : "plain"} onClick={() => ask(true)}>
        {publish.button}
      </Button>
      {asking && (
        <Dialog title={publish.button} close={() => ask(false)}>
          <Question run={run} close={() => ask(false)} />
        </Dialog>
      )}
    </>
  );
}

const DONE: Record<string, "already" | "doing"> = {
  published: "already",
  already_published: "already",
  publishing: "doing",
  already_publishing: "doing",
};

function Question({ run, close }: { run: Run; close: () => void }) {
  const words = useWords();
  const { publish: own } = useRunWords();
  const order = useMutation({
    mutationFn: () => http.POST("/api/runs/{run_id}/publish", { params: { path: { run_id: run.run_id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["get"] }),
  });
  const done = DONE[order.isError ? asProblem(order.error).code : run.status];
  if (order.isSuccess || done) {
    return (
      <>
        <p role="status">{order.isSuccess ? own.ordered : done && own[done]}</p>
        <Deliveries run={run} />
        <Button onClick={close}>{words.action.close}</Button>
      </>
    );
  }
  return (
    <>
      <Preview run={run.run_id} />
      {order.isError && <ProblemPanel error={order.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button look="primary" busy={order.isPending} onClick={() => order.mutate()}>
          {own.button}
        </Button>
      </div>
    </>
  );
}

function Preview({ run }: { run: string }) {
  const { publish: own } = useRunWords();
  const format = useFormat();
  const preview = api.useQuery(
    "get",
    "/api/runs/{run_id}/publish",
    { params: { path: { run_id: run } } },
    { staleTime: 0 },
  );
  if (preview.isPending) return <Skeleton rows={3} />;
  if (preview.isError) return <ProblemPanel error={preview.error} retry={() => preview.refetch()} />;
  const told = preview.data;
  const rows = [
    [own.served, told.served],
    [own.digests, told.digests],
    [own.held, told.held],
    [own.silent, told.silent],
    [own.minutes, told.minutes],
  ] as const;
  const languages = Object.entries(told.languages).map(([language, count]) => `${language} ${count}`);
  return (
    <div className="grid gap-2">
      <p className="text-lg font-semibold">
        {own.recipients(told.recipients)}, {own.messages(told.messages)}
      </p>
      {!told.recipients && <p className="text-wait">{own.nobody}</p>}
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 text-sm">
        {rows.map(([name, value]) =>
          value ? (
            <div key={name} className="contents">
              <dt className="text-dim">{name}</dt>
              <dd>{format.number(value)}</dd>
            </div>
          ) : null,
        )}
        {languages.length > 0 && (
          <div className="contents">
            <dt className="text-dim">{own.languages}</dt>
            <dd>{languages.join(", ")}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
