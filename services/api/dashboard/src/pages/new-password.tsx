/** Whoever came with a password of ours chooses one of their own before anything else. */
import type { FormEvent } from "react";
import { api } from "../api/client";
import { setMe } from "../api/me";
import { useWords } from "../i18n";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";
import { ProblemPanel } from "../ui/states";
import { useTitle } from "../ui/title";
import { Door } from "./door";

export function NewPassword() {
  const { login, action } = useWords();
  useTitle(login.choose);
  const change = api.useMutation("post", "/api/auth/password", { onSuccess: setMe });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [current, fresh] = [String(form.get("current")), String(form.get("fresh"))];
    change.mutate({ body: { current_password: current, new_password: fresh } });
  }

  return (
    <Door title={login.choose}>
      <p className="text-sm text-dim">{login.why}</p>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={login.current}>
          {(id) => <Input id={id} name="current" type="password" autoComplete="current-password" required />}
        </Field>
        <Field label={login.fresh}>
          {(id) => (
            <>
              <Input
                id={id}
                name="fresh"
                type="password"
                autoComplete="new-password"
                minLength={8}
                required
              />
              <p className="text-xs text-dim">{login.rule}</p>
            </>
          )}
        </Field>
        <Button type="submit" look="primary" busy={change.isPending}>
          {action.save}
        </Button>
      </form>
      {change.isError && <ProblemPanel error={change.error} />}
    </Door>
  );
}
