/** Who may log in and as what. */
import { type FormEvent, useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { useMe } from "../../api/me";
import { askAgain } from "../../api/pages";
import { useSpeech, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { Field, Input, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { Exactly } from "../../ui/time";
import { ShownOnce } from "./shown-once";
import { WORDS } from "./words";

type User = Schemas["UserCard"];
type Fresh = Schemas["OneTimePassword"];

export function Users() {
  const words = usePageWords(WORDS).users;
  const users = api.useQuery("get", "/api/users");
  const [registering, register] = useState(false);
  const [fresh, show] = useState<Fresh | null>(null);
  return (
    <div className="grid gap-4">
      <div>
        <Button look="primary" onClick={() => register(true)}>
          {words.add}
        </Button>
      </div>
      <Asked of={users}>
        {({ items }) => (
          <ul className="grid gap-3">
            {items.map((one) => (
              <Row key={one.id} user={one} show={show} />
            ))}
          </ul>
        )}
      </Asked>
      {registering && <Register close={() => register(false)} show={show} />}
      {fresh && (
        <ShownOnce
          title={words.oneTime}
          why={words.oneTimeWhy(fresh.user.email)}
          text={fresh.one_time_password}
          close={() => show(null)}
        />
      )}
    </div>
  );
}

function Row({ user, show }: { user: User; show: (fresh: Fresh) => void }) {
  const words = usePageWords(WORDS).users;
  const me = useMe().data;
  const params = { path: { user_id: user.id } };
  const self = me?.id === user.id;
  const change = api.useMutation("patch", "/api/users/{user_id}", {
    onSuccess: () => askAgain("/api/users"),
  });
  const reset = async () => {
    const { data } = await http.POST("/api/users/{user_id}/password", { params });
    void askAgain("/api/users");
    if (data) show(data);
  };
  const end = () => http.DELETE("/api/users/{user_id}/sessions", { params });
  const disable = () => change.mutateAsync({ params, body: { disabled: !user.disabled } });
  return (
    <li className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">{user.name}</h2>
        <span className="break-all text-sm text-dim">{user.email}</span>
        <Mark colour={user.disabled ? "bad" : "good"} icon={user.disabled ? "cross" : "check"}>
          {user.disabled ? words.closed : words.open}
        </Mark>
        {user.one_time_until && (
          <span className="text-sm text-wait">
            {words.unchanged} <Exactly at={user.one_time_until} />
          </span>
        )}
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <RoleChoice
          role={user.role}
          choose={(role) => change.mutate({ params, body: { role } })}
          disabled={self || change.isPending}
        />
        <Confirm look="plain" label={words.reset} effect={words.resetEffect(user.name)} act={reset} />
        <Confirm look="plain" label={words.end} effect={words.endEffect(user.name)} act={end} />
        {!self && (
          <Confirm
            look={user.disabled ? "plain" : "danger"}
            label={user.disabled ? words.enable : words.disable}
            effect={user.disabled ? words.enableEffect(user.name) : words.disableEffect(user.name)}
            act={disable}
          />
        )}
      </div>
      {change.isError && <ProblemPanel error={change.error} />}
    </li>
  );
}

interface RoleProps {
  role: User["role"];
  choose: (role: User["role"]) => void;
  disabled?: boolean;
}

function RoleChoice({ role, choose, disabled }: RoleProps) {
  const all = useWords();
  const words = usePageWords(WORDS).users;
  return (
    <Field label={words.role}>
      {(id) => (
        <Select
          id={id}
          value={role}
          disabled={disabled}
          onChange={(event) => choose(event.target.value === "admin" ? "admin" : "trader")}
        >
          <option value="trader">{all.role.trader}</option>
          <option value="admin">{all.role.admin}</option>
        </Select>
      )}
    </Field>
  );
}

/** Whoever is added begins with the language and the zone of whoever adds. */
function Register({ close, show }: { close: () => void; show: (fresh: Fresh) => void }) {
  const { words: all, language, format } = useSpeech();
  const { zone } = format;
  const words = usePageWords(WORDS).users;
  const [role, setRole] = useState<User["role"]>("trader");
  const register = api.useMutation("post", "/api/auth/register", {
    onSuccess(fresh) {
      void askAgain("/api/users");
      close();
      show(fresh);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, email] = [String(form.get("name")), String(form.get("email"))];
    register.mutate({ body: { name, email, role, language, zone } });
  }

  return (
    <Dialog title={words.add} close={close}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={words.name}>{(id) => <Input id={id} name="name" required maxLength={100} />}</Field>
        <Field label={all.login.email}>{(id) => <Input id={id} name="email" type="email" required />}</Field>
        <RoleChoice role={role} choose={setRole} />
        <Button type="submit" look="primary" busy={register.isPending}>
          {words.add}
        </Button>
      </form>
      {register.isError && <ProblemPanel error={register.error} />}
    </Dialog>
  );
}
