/** Tokens with which machines use the API. */
import { type FormEvent, useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Confirm } from "../../ui/confirm";
import { Field, Input, Select } from "../../ui/field";
import { Empty, ProblemPanel } from "../../ui/states";
import { Exactly } from "../../ui/time";
import { ShownOnce } from "./shown-once";
import { WORDS } from "./words";

export function Tokens() {
  const words = usePageWords(WORDS).tokens;
  const tokens = api.useQuery("get", "/api/tokens");
  return (
    <div className="grid gap-4">
      <Mint />
      <Asked of={tokens}>
        {({ items }) =>
          items.length ? (
            <ul className="grid gap-3">
              {items.map((one) => (
                <Row key={one.id} token={one} />
              ))}
            </ul>
          ) : (
            <Empty>{words.none}</Empty>
          )
        }
      </Asked>
    </div>
  );
}

function Mint() {
  const { role } = useWords();
  const words = usePageWords(WORDS).tokens;
  const mint = api.useMutation("post", "/api/tokens", { onSuccess: () => askAgain("/api/tokens") });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const as = form.get("role") === "admin" ? "admin" : "trader";
    mint.mutate({ body: { name: String(form.get("name")), role: as } });
  }

  return (
    <Card title={words.add}>
      <form onSubmit={submit} className="grid items-end gap-3 sm:flex">
        <Field label={words.name}>{(id) => <Input id={id} name="name" required maxLength={64} />}</Field>
        <Field label={words.role}>
          {(id) => (
            <Select id={id} name="role">
              <option value="trader">{role.trader}</option>
              <option value="admin">{role.admin}</option>
            </Select>
          )}
        </Field>
        <Button type="submit" look="primary" busy={mint.isPending}>
          {words.add}
        </Button>
      </form>
      {mint.isError && <ProblemPanel error={mint.error} />}
      {mint.data && (
        <ShownOnce
          title={words.fresh}
          why={mint.data.name}
          text={mint.data.token}
          close={() => mint.reset()}
        />
      )}
    </Card>
  );
}

function Row({ token }: { token: Schemas["TokenCard"] }) {
  const { role } = useWords();
  const words = usePageWords(WORDS).tokens;
  const [ended, end] = useState(false);
  const revoke = async () => {
    await http.DELETE("/api/tokens/{name}", { params: { path: { name: token.name } } });
    end(true);
    void askAgain("/api/tokens");
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-xl border border-line bg-surface p-4">
      <div>
        <h2 className="font-semibold">{token.name}</h2>
        <p className="text-sm text-dim">
          {role[token.role]} · {token.made_by} · <Exactly at={token.created_at} />
        </p>
      </div>
      <Confirm disabled={ended} label={words.revoke} effect={words.revokeEffect(token.name)} act={revoke} />
    </li>
  );
}
