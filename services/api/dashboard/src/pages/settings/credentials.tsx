import type { FormEvent } from "react";
import { api } from "../../api/client";
import { setMe } from "../../api/me";
import { askAgain } from "../../api/pages";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { WORDS } from "./words";

/** A new password ends the sessions elsewhere. */
export function PasswordForm() {
  const { login, action } = useWords();
  const words = usePageWords(WORDS).preferences;
  const change = api.useMutation("post", "/api/auth/password", {
    onSuccess(me) {
      setMe(me);
      void askAgain("/api/auth/sessions");
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const target = event.currentTarget;
    const form = new FormData(target);
    const body = { current_password: String(form.get("current")), new_password: String(form.get("fresh")) };
    change.mutate({ body }, { onSuccess: () => target.reset() });
  }

  return (
    <Card title={words.password}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={login.current}>
          {(id) => <Input id={id} name="current" type="password" autoComplete="current-password" required />}
        </Field>
        <Field label={login.fresh}>
          {(id) => (
            <Input id={id} name="fresh" type="password" autoComplete="new-password" minLength={8} required />
          )}
        </Field>
        <p className="text-xs text-dim">{login.rule}</p>
        <Button type="submit" busy={change.isPending}>
          {action.save}
        </Button>
        <Saved when={change.isSuccess} />
      </form>
      {change.isError && <ProblemPanel error={change.error} />}
    </Card>
  );
}

export function EmailForm({ email }: { email: string }) {
  const { login, action } = useWords();
  const words = usePageWords(WORDS).preferences;
  const change = api.useMutation("post", "/api/auth/email", { onSuccess: setMe });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({
      body: { current_password: String(form.get("current")), email: String(form.get("email")) },
    });
  }

  return (
    <Card title={login.email}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={words.newEmail}>
          {(id) => (
            <Input id={id} name="email" type="email" autoComplete="email" required defaultValue={email} />
          )}
        </Field>
        <Field label={login.current}>
          {(id) => <Input id={id} name="current" type="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" busy={change.isPending}>
          {action.save}
        </Button>
        <Saved when={change.isSuccess} />
      </form>
      {change.isError && <ProblemPanel error={change.error} />}
    </Card>
  );
}

function Saved({ when }: { when: boolean }) {
  const words = usePageWords(WORDS).preferences;
  return (
    <p role="status" className="text-sm text-good empty:hidden">
      {when && words.saved}
    </p>
  );
}
