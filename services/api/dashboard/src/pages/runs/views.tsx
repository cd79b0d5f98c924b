/** Filters under names of one's own: choose one, keep what is filtered now, forget one. */
import { type FormEvent, useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { asText, fromText, type RunSearch } from "./search";
import { WORDS } from "./words";

interface SavedViewsProps {
  search: RunSearch;
  show: (view: RunSearch) => void;
}

export function SavedViews({ search, show }: SavedViewsProps) {
  const own = usePageWords(WORDS);
  const [naming, name] = useState(false);
  const views = api.useQuery("get", "/api/views", { params: { query: { page: "runs" } } });
  const now = asText(search);
  const current = views.data?.items.find((one) => one.search === now);
  if (!views.data?.items.length && !now) return null;
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      {views.data && views.data.items.length > 0 && (
        <Choice views={views.data.items} current={current} show={show} />
      )}
      {current ? <Forget view={current} /> : now && <Button onClick={() => name(true)}>{own.save}</Button>}
      {naming && (
        <Dialog title={own.save} close={() => name(false)}>
          <Naming search={now} close={() => name(false)} />
        </Dialog>
      )}
    </div>
  );
}

type View = Schemas["SavedView"];

function Choice(props: { views: View[]; current: View | undefined; show: (view: RunSearch) => void }) {
  const { views, current, show } = props;
  const own = usePageWords(WORDS);
  return (
    <Field label={own.view}>
      {(field) => (
        <Select
          id={field}
          value={current?.id ?? ""}
          onChange={({ target }) => {
            const chosen = views.find(({ id }) => id === target.value);
            show(chosen ? fromText(chosen.search) : {});
          }}
        >
          <option value="">{own.noView}</option>
          {views.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Forget({ view }: { view: View }) {
  const own = usePageWords(WORDS);
  const params = { path: { view_id: view.id } };
  return (
    <Confirm
      look="quiet"
      label={own.remove}
      effect={own.removeEffect(view.name)}
      act={() => http.DELETE("/api/views/{view_id}", { params }).then(() => askAgain("/api/views"))}
    />
  );
}

function Naming({ search, close }: { search: string; close: () => void }) {
  const words = useWords();
  const own = usePageWords(WORDS);
  const [name, setName] = useState("");
  const save = api.useMutation("post", "/api/views", {
    onSuccess: async () => {
      await askAgain("/api/views");
      close();
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate({ body: { page: "runs", name, search } });
  }
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <p className="text-sm text-dim">{own.saveHint}</p>
      <Field label={own.name}>
        {(field) => (
          <Input
            id={field}
            value={name}
            required
            maxLength={60}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {save.isError && <ProblemPanel error={save.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button look="primary" type="submit" busy={save.isPending}>
          {words.action.save}
        </Button>
      </div>
    </form>
  );
}
