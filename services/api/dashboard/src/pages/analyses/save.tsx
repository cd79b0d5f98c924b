/** The bar that says what is unsaved, and the question that makes a version of it. */

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { http, queries } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { Check } from "./check";
import { Differences } from "./difference";
import type { Difference, Spec } from "./spec";
import { useAnalysesWords } from "./words";

interface SaveProps {
  name: string;
  base: number;
  spec: Spec;
  changes: Difference[];
  drop: () => void;
}

export function SaveBar(props: SaveProps) {
  const words = useAnalysesWords().save;
  const [asking, ask] = useState(false);
  return (
    <div className="sticky bottom-2 z-20 flex flex-wrap items-center gap-2 rounded-xl border border-accent bg-surface p-3 shadow-lg max-md:bottom-16">
      <p role="status" className="me-auto text-sm font-medium">
        {words.unsaved(props.changes.length)}
      </p>
      <Button onClick={props.drop}>{words.discard}</Button>
      <Button look="primary" onClick={() => ask(true)}>
        {words.asVersion}
      </Button>
      {asking && (
        <Dialog title={words.asVersion} close={() => ask(false)}>
          <Form {...props} close={() => ask(false)} />
        </Dialog>
      )}
    </div>
  );
}

function Form({ name, base, spec, changes, drop, close }: SaveProps & { close: () => void }) {
  const words = useWords();
  const { save } = useAnalysesWords();
  const [activate, setActivate] = useState(true);
  const store = useSaving(name, base, drop);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note"));
    store.mutate({ spec, note, activate });
  }

  const exists = store.isError && asProblem(store.error).code === "version_exists";
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Differences changes={changes} />
      <Field label={save.note}>
        {(id) => <Input id={id} name="note" maxLength={300} autoComplete="off" />}
      </Field>
      <Check label={save.activate} checked={activate} set={setActivate} />
      {exists && <p role="alert">{save.exists}</p>}
      {store.isError && !exists && <ProblemPanel error={store.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button type="submit" look="primary" busy={store.isPending}>
          {words.action.save}
        </Button>
      </div>
    </form>
  );
}

interface Saved {
  spec: Spec;
  note: string;
  activate: boolean;
}

/** A refusal because of somebody else's change brings that change, and with it the page's own question. */
function useSaving(name: string, base: number, done: () => void) {
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: async ({ spec, note, activate }: Saved) => {
      const path = { name };
      const match = `"${base}"`;
      const { data: added } = await http.POST("/api/analyses/{name}/versions", {
        params: { path, header: { "if-match": match, "idempotency-key": key.current } },
        body: { config: spec, note },
      });
      if (added && activate)
        await http.POST("/api/analyses/{name}/activate", {
          params: { path, header: { "if-match": match } },
          body: { version: added.version },
        });
    },
    onSuccess: done,
    onSettled: async () => {
      key.current = crypto.randomUUID();
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/analyses"),
      });
    },
  });
}
