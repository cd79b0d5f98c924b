import type { FormEvent } from "react";
import { api, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { perToken } from "./prices";
import { WORDS } from "./words";

/** Plain digits: a price goes on as it was written. */
const PRICE = "[0-9]{1,6}([.][0-9]{1,12})?";

/** A model whose provider tells no price is switched on with prices of ours: no budget holds without them. */
export function OwnPrice({ model, close }: { model: Schemas["Model"]; close: () => void }) {
  const words = usePageWords(WORDS).models;
  const change = api.useMutation("patch", "/api/models/{model_id}", {
    onSuccess: async () => {
      await askAgain("/api/models");
      close();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const price = (name: string) => perToken(String(form.get(name)));
    change.mutate({
      params: { path: { model_id: model.id } },
      body: { enabled: true, prompt_price: price("prompt"), completion_price: price("answer") },
    });
  }

  return (
    <Dialog title={words.ownPrice} close={close}>
      <p className="text-sm text-dim">{words.ownPriceWhy(model.name)}</p>
      <form onSubmit={submit} className="grid gap-3">
        {(["prompt", "answer"] as const).map((name) => (
          <Field key={name} label={words[name]}>
            {(id) => <Input id={id} name={name} inputMode="decimal" pattern={PRICE} required />}
          </Field>
        ))}
        <Button type="submit" look="primary" busy={change.isPending}>
          {words.switchOn}
        </Button>
      </form>
      {change.isError && <ProblemPanel error={change.error} />}
    </Dialog>
  );
}
