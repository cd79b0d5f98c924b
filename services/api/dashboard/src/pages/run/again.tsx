/** The same question once more, for the same moment or for now, with the analysis as it is or otherwise. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { type Options, RunOptions } from "../home/options";
import { useRunWords } from "./words";

export function RunAgain({ run }: { run: Schemas["RunDetail"] }) {
  const { again } = useRunWords();
  const [asking, ask] = useState(false);
  return (
    <>
      <Button data-key="KeyR" onClick={() => ask(true)}>
        {again.button}
      </Button>
      {asking && (
        <Dialog title={again.button} close={() => ask(false)}>
          <Form run={run} close={() => ask(false)} />
        </Dialog>
      )}
    </>
  );
}

function Form({ run, close }: { run: Schemas["RunDetail"]; close: () => void }) {
  const words = useWords();
  const { again } = useRunWords();
  const go = useNavigate();
  const key = useRef(crypto.randomUUID());
  // Nobody wants the same post sent twice by asking again.
  const [options, setOptions] = useState<Options>({ auto_publish: false });
  const start = api.useMutation("post", "/api/runs", {
    onSuccess({ run_id }) {
      close();
      void go({ to: "/runs/$id", params: { id: run_id } });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const same = new FormData(event.currentTarget).get("moment") === "same";
    const { instrument, timeframe, analysis, as_of } = run;
    start.mutate({
      params: { header: { "idempotency-key": key.current } },
      body: { instrument, timeframe, analysis, options, ...(same && { as_of }) },
    });
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <p>
        {run.instrument} · {run.timeframe} · {run.analysis}
      </p>
      <Field label={again.moment}>
        {(id) => (
          <Select id={id} name="moment">
            <option value="same">{again.same}</option>
            <option value="now">{again.now}</option>
          </Select>
        )}
      </Field>
      <RunOptions options={options} change={setOptions} />
      {start.isError && <ProblemPanel error={start.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button type="submit" look="primary" busy={start.isPending}>
          {words.action.run}
        </Button>
      </div>
    </form>
  );
}
