import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect } from "react";
import { api } from "../api/client";
import { setMe, useKnownMe } from "../api/me";
import { asProblem } from "../api/problem";
import { useWords } from "../i18n";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";
import { ProblemPanel } from "../ui/states";
import { useTitle } from "../ui/title";
import { Door } from "./door";

export function Login() {
  const words = useWords();
  const me = useKnownMe();
  const go = useNavigate();
  const { next = "/" } = useSearch({ from: "/login" });
  useTitle(words.login.title);
  const login = api.useMutation("post", "/api/auth/login", {
    onSuccess: setMe,
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({ body: { email: String(form.get("email")), password: String(form.get("password")) } });
  }

  const inside = Boolean(me.data);
  useEffect(() => {
    if (inside) void go({ href: next, replace: true });
  }, [inside, next, go]);

  return (
    <Door title={words.login.title}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={words.login.email}>
          {(id) => <Input id={id} name="email" type="email" autoComplete="username" required />}
        </Field>
        <Field label={words.login.password}>
          {(id) => <Input id={id} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" look="primary" busy={login.isPending}>
          {words.action.signIn}
        </Button>
      </form>
      {login.isError && <Refused error={login.error} />}
    </Door>
  );
}

/** What a person can do about it; anything unexpected is shown in full. */
function Refused({ error }: { error: unknown }) {
  const { login } = useWords();
  const { status, retryAfterS } = asProblem(error);
  if (status === 401) return <p role="alert">{login.wrong}</p>;
  if (status === 429) return <p role="alert">{login.slow(Math.ceil(retryAfterS ?? 1))}</p>;
  return <ProblemPanel error={error} />;
}
