/** The same question for the same moment, asked once more with the analysis as it is now. */
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { api, type Schemas } from "../../api/client";
import { Button } from "../../ui/button";
import { ProblemPanel } from "../../ui/states";
import { useRunWords } from "./words";

export function RunAgain({ run }: { run: Schemas["RunDetail"] }) {
  const own = useRunWords();
  const go = useNavigate();
  const key = useRef(crypto.randomUUID());
  const start = api.useMutation("post", "/api/runs", {
    onSuccess({ run_id }) {
      key.current = crypto.randomUUID();
      void go({ to: "/runs/$id", params: { id: run_id } });
    },
  });
  const { instrument, timeframe, analysis, as_of } = run;
  return (
    <>
      <Button
        busy={start.isPending}
        onClick={() =>
          start.mutate({
            params: { header: { "idempotency-key": key.current } },
            body: { instrument, timeframe, analysis, as_of, options: { auto_publish: false } },
          })
        }
      >
        {own.rerun}
      </Button>
      {start.isError && <ProblemPanel error={start.error} />}
    </>
  );
}
