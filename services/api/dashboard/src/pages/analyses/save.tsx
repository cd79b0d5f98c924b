/** The bar that says what is unsaved, and the question that makes a version of it. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { asProblem } from "../../api/problem";
import { useWords } from "../../i18n";
import { cx } from "../../lib/cx";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { Check } from "./check";
import { useAnalysesWords } from "./words";

export interface Saved {
  note: string;
  activate: boolean;
  /** Makes a repeat of the same press harmless. */
  key: string;
}

interface SaveProps {
  told: string;
  store: (saved: Saved) => Promise<void>;
  drop: () => void;
  /** What the note begins with. */
  note?: string;
  /** It stays where it stands instead of following the page. */
  still?: boolean;
  children: ReactNode;
}

export function SaveBar(props: SaveProps) {
  const words = useAnalysesWords().save;
  const [asking, ask] = useState(false);
  return (
    <div
      className={cx(
        "flex flex-wrap items-center gap-2 rounded-xl border border-accent bg-surface p-3",
        !props.still && "sticky bottom-2 z-20 shadow-lg max-md:bottom-16",
      )}
    >
      <p role="status" className="me-auto text-sm font-medium">
        {props.told}
      </p>
      <Button onClick={props.drop}>{words.discard}</Button>
      <Button look="primary" onClick={() => ask(true)}>
        {words.asVersion}
      </Button>
      {asking && (
        <Dialog title={words.asVersion} close={() => ask(false)} wide>
          <Form {...props} close={() => ask(false)} />
        </Dialog>
      )}
    </div>
  );
}

function Form({ store, drop, close, note = "", children }: SaveProps & { close: () => void }) {
  const words = useWords();
  const { save } = useAnalysesWords();
  const key = useRef(crypto.randomUUID());
  const [activate, setActivate] = useState(true);
  const saving = useMutation({ mutationFn: store, onSuccess: drop });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const told = String(new FormData(event.currentTarget).get("note"));
    saving.mutate({ note: told, activate, key: key.current });
  }

  const exists = saving.isError && asProblem(saving.error).code === "version_exists";
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4">
      {children}
      <Field label={save.note}>
        {(id) => <Input id={id} name="note" defaultValue={note} maxLength={300} autoComplete="off" />}
      </Field>
      <Check label={save.activate} checked={activate} set={setActivate} />
      {exists && <p role="alert">{save.exists}</p>}
      {saving.isError && !exists && <ProblemPanel error={saving.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button type="submit" look="primary" busy={saving.isPending}>
          {words.action.save}
        </Button>
      </div>
    </form>
  );
}
