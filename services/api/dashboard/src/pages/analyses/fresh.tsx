/** A new analysis begins as a copy of one there is, under its own name. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { useAnalysesWords } from "./words";

export function Fresh({ analyses }: { analyses: Schemas["AnalysisCard"][] }) {
  const { fresh } = useAnalysesWords();
  const [asking, ask] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => ask(true)}>
        {fresh.button}
      </Button>
      {asking && (
        <Dialog title={fresh.button} close={() => ask(false)}>
          <Form analyses={analyses} close={() => ask(false)} />
        </Dialog>
      )}
    </>
  );
}

function Form({ analyses, close }: { analyses: Schemas["AnalysisCard"][]; close: () => void }) {
  const words = useWords();
  const { fresh } = useAnalysesWords();
  const go = useNavigate();
  const key = useRef(crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, description] = [String(form.get("name")), String(form.get("description"))];
    setBusy(true);
    try {
      await copy(String(form.get("from")), { name, description }, key.current);
      void go({ to: "/analyses/$name", params: { name } });
    } catch (refused) {
      // The next try is another request.
      key.current = crypto.randomUUID();
      setError(refused);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={fresh.from}>
        {(id) => (
          <Select id={id} name="from">
            {analyses.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={fresh.name}>
        {(id) => (
          <Input
            id={id}
            name="name"
            required
            maxLength={64}
            pattern="[a-z0-9][a-z0-9\-]*"
            title={fresh.rule}
            placeholder={fresh.rule}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={fresh.description}>
        {(id) => <Input id={id} name="description" required maxLength={300} autoComplete="off" />}
      </Field>
      {error !== null && <ProblemPanel error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {fresh.make}
        </Button>
      </div>
    </form>
  );
}

async function copy(from: string, as: { name: string; description: string }, key: string): Promise<void> {
  const { data: source } = await http.GET("/api/analyses/{name}", { params: { path: { name: from } } });
  if (!source) throw new Error("no body");
  await http.POST("/api/analyses", {
    params: { header: { "idempotency-key": key } },
    body: { ...as, config: source.config, note: `copy of ${from}, version ${source.version}` },
  });
  await askAgain("/api/analyses");
}

/** What an analysis is for, mended in its place. */
export function Description({ detail }: { detail: Schemas["AnalysisDetail"] }) {
  const words = useWords();
  const { fresh } = useAnalysesWords();
  const [draft, write] = useState<string | null>(null);
  const change = api.useMutation("patch", "/api/analyses/{name}", {
    async onSuccess() {
      await askAgain("/api/analyses", "/api/analyses/{name}");
      write(null);
    },
  });
  if (draft === null) {
    return (
      <Button look="quiet" className="-ms-3" onClick={() => write(detail.description)}>
        {fresh.describe}
      </Button>
    );
  }
  return (
    <form
      className="mt-2 grid max-w-prose gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ params: { path: { name: detail.name } }, body: { description: draft } });
      }}
    >
      <Field label={fresh.description}>
        {(id) => (
          <Input
            id={id}
            required
            maxLength={300}
            value={draft}
            onChange={({ target }) => write(target.value)}
          />
        )}
      </Field>
      {change.isError && <ProblemPanel error={change.error} />}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={change.isPending}>
          {words.action.save}
        </Button>
        <Button onClick={() => write(null)}>{words.action.cancel}</Button>
      </div>
    </form>
  );
}
