/** What is one's own: name, language, zone, theme, keys, password, e-mail and where one is logged in. */
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import { type Me, setMe, useMe } from "../../api/me";
import { useFormat, useSpeech, useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { turnShortcuts, useShortcutsOn } from "../../lib/shortcuts";
import { chooseTheme, useTheme } from "../../lib/theme";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Field, Input, Select } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { ZoneInput } from "../../ui/zone";
import { EmailForm, PasswordForm } from "./credentials";
import { Tick } from "./filters";
import { Sessions } from "./sessions";
import { WORDS } from "./words";

export function PreferencesTab() {
  const me = useMe().data;
  if (!me) return null;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Profile key={me.name} me={me} />
      <Device />
      <PasswordForm />
      <EmailForm email={me.email ?? ""} />
      <Sessions />
    </div>
  );
}

function Profile({ me }: { me: Me }) {
  const { action } = useWords();
  const words = usePageWords(WORDS).preferences;
  const format = useFormat();
  const { language, speak } = useSpeech();
  const [zone, setZone] = useState(me.zone ?? format.zone);
  const change = api.useMutation("patch", "/api/auth/me", {
    onSuccess(changed) {
      setMe(changed);
      if (changed.language) speak(changed.language);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const spoken = form.get("language") === "ru" ? "ru" : "en";
    change.mutate({ body: { name: String(form.get("name")), language: spoken, zone } });
  }

  return (
    <Card title={words.profile}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={words.name}>
          {(id) => <Input id={id} name="name" required maxLength={100} defaultValue={me.name} />}
        </Field>
        <Field label={words.language}>
          {(id) => (
            <Select id={id} name="language" defaultValue={language}>
              <option value="ru">Русский</option>
              <option value="en">English</option>
            </Select>
          )}
        </Field>
        <ZoneInput label={words.zone} zone={zone} setZone={setZone} />
        <Button type="submit" look="primary" busy={change.isPending}>
          {action.save}
        </Button>
        <p role="status" className="text-sm text-good empty:hidden">
          {change.isSuccess && words.saved}
        </p>
      </form>
      {change.isError && <ProblemPanel error={change.error} />}
    </Card>
  );
}

function Device() {
  const words = usePageWords(WORDS).preferences;
  const theme = useTheme();
  const shortcuts = useShortcutsOn();
  return (
    <Card title={words.device}>
      <div className="grid gap-3">
        <Field label={words.theme}>
          {(id) => (
            <Select
              id={id}
              value={theme}
              onChange={(event) => chooseTheme(event.target.value === "light" ? "light" : "dark")}
            >
              <option value="dark">{words.dark}</option>
              <option value="light">{words.light}</option>
            </Select>
          )}
        </Field>
        <Tick label={words.shortcuts} on={shortcuts} turn={turnShortcuts} />
      </div>
    </Card>
  );
}
