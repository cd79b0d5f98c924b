/** Another text for a post, in plain words: the look follows the blocks, refusals are shown where they are. */
import { type FormEvent, useRef, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { asProblem } from "../../api/problem";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { type Offence, offencesOf, tidied, withFooter, withoutFooter } from "./edit-text";
import { WORDS } from "./words";

interface EditorProps {
  id: string;
  text: Schemas["PostText"];
  close: () => void;
}

export function Editor({ id, text, close }: EditorProps) {
  const words = useWords();
  const own = usePageWords(WORDS).edit;
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, say] = useState(withoutFooter(text.text, text.footer));
  const [note, setNote] = useState("");
  const seen = () => askAgain("/api/posts/{run_id}", "/api/posts/{run_id}/revisions", "/api/runs/{run_id}");
  const save = api.useMutation("patch", "/api/posts/{run_id}", {
    onSuccess: async () => {
      await seen();
      close();
    },
  });
  const problem = save.isError ? asProblem(save.error) : null;
  const offences = problem ? offencesOf(withFooter(said, text.footer), problem.errors) : [];

  function submit(event: FormEvent): void {
    event.preventDefault();
    const tidy = tidied(said);
    say(tidy);
    save.mutate({
      params: { path: { run_id: id }, header: { "if-match": `"${text.revision}"` } },
      body: { language: text.language, text: withFooter(tidy, text.footer), note },
    });
  }
  function show({ offset, words: refused }: Offence): void {
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset + refused.length);
  }

  return (
    <form className="grid max-w-3xl gap-3" onSubmit={submit}>
      <p className="text-sm text-dim">{own.hint}</p>
      <Field label={own.text}>
        {(field) => (
          <textarea
            id={field}
            ref={area}
            lang={text.language}
            rows={24}
            required
            maxLength={8_000 - text.footer.length - 2}
            value={said}
            aria-invalid={offences.length > 0}
            onChange={({ target }) => {
              say(target.value);
              // Places of another text would be wrong places.
              if (save.isError) save.reset();
            }}
            className="w-full rounded-lg border border-line bg-ground p-2.5 text-sm leading-relaxed"
          />
        )}
      </Field>
      <p className="text-sm text-dim">
        {own.footer} <span lang={text.language}>{text.footer}</span>
      </p>
      <Field label={own.note}>
        {(field) => (
          <Input id={field} value={note} maxLength={300} onChange={({ target }) => setNote(target.value)} />
        )}
      </Field>
      {offences.length > 0 && <Offences of={offences} show={show} />}
      {problem && !offences.length && <ProblemPanel error={problem} />}
      {problem?.code === "post_revised" && <Button onClick={seen}>{own.overtaken}</Button>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button look="primary" type="submit" busy={save.isPending}>
          {own.save}
        </Button>
      </div>
    </form>
  );
}

function Offences({ of, show }: { of: Offence[]; show: (offence: Offence) => void }) {
  const own = usePageWords(WORDS).edit;
  return (
    <div role="alert" className="grid gap-2 rounded-xl border border-bad/50 bg-bad/10 p-4 text-sm">
      <p className="font-semibold">{own.offences}</p>
      <ul className="grid gap-2">
        {of.map((one) => (
          <li key={`${one.offset} ${one.code}`} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <mark className="max-w-full break-words rounded bg-bad/20 px-1 text-ink">
              {one.words.slice(0, 80)}
            </mark>
            <span>{own.codes[one.code] ?? one.code}</span>
            <Button look="quiet" onClick={() => show(one)}>
              {own.show}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
