/** Stored settings; a secret is written and never read, of it only the last four characters are shown. */
import type { FormEvent } from "react";
import { api, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Confirm } from "../../ui/confirm";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { Ago } from "../../ui/time";
import { type Provider, TryKey } from "./try-key";
import { WORDS } from "./words";

type Setting = Schemas["SettingCard"];

/** Whose a setting is, by the beginning of its name. */
const OF: Record<Provider, string> = { openrouter: "llm_", telegram: "telegram_", tinvest: "tinvest_" };

export function Keys() {
  const words = usePageWords(WORDS).keys;
  const settings = api.useQuery("get", "/api/settings");
  return (
    <Asked of={settings}>
      {({ items, can_seal }) => (
        <div className="grid gap-4">
          {!can_seal && <p className="rounded-xl border border-wait/50 bg-wait/10 p-4">{words.noKey}</p>}
          <p className="text-sm text-dim">{words.effect}</p>
          {(Object.keys(OF) as Provider[]).map((provider) => (
            <section key={provider} aria-labelledby={provider} className="grid gap-3">
              <div className="flex flex-wrap items-center gap-3">
                <h2 id={provider} className="text-lg font-semibold">
                  {words.of[provider]}
                </h2>
                <TryKey provider={provider} />
              </div>
              <div className="grid gap-4 lg:grid-cols-2">
                {items
                  .filter((one) => one.name.startsWith(OF[provider]))
                  .map((one) => (
                    <Row key={`${one.name} ${one.changed_at}`} setting={one} sealed={can_seal} />
                  ))}
              </div>
            </section>
          ))}
        </div>
      )}
    </Asked>
  );
}

function Row({ setting, sealed }: { setting: Setting; sealed: boolean }) {
  const { action } = useWords();
  const words = usePageWords(WORDS).keys;
  const secret = setting.kind === "secret";
  const writable = sealed || !secret;
  const change = api.useMutation("patch", "/api/settings", { onSuccess: () => askAgain("/api/settings") });
  const write = (value: string | null) => change.mutateAsync({ body: { values: { [setting.name]: value } } });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget).get("value"));
    change.mutate({ body: { values: { [setting.name]: value } } });
  }

  return (
    <Card title={words.name[setting.name] ?? setting.name} aside={<State setting={setting} />}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label={secret && setting.is_set ? words.replace : words.value}>
            {(id) => (
              <Input
                id={id}
                name="value"
                type={secret ? "password" : "text"}
                autoComplete="off"
                spellCheck={false}
                disabled={!writable}
                defaultValue={setting.value ?? ""}
                placeholder={setting.hint ? `••••${setting.hint}` : ""}
              />
            )}
          </Field>
        </div>
        <Button type="submit" busy={change.isPending} disabled={!writable}>
          {action.save}
        </Button>
        {setting.is_set && (
          <Confirm label={words.forget} effect={words.forgetEffect} act={() => write(null)} />
        )}
      </form>
      {setting.overruled && <p className="mt-2 text-sm text-wait">{words.overruled}</p>}
      {setting.changed_at && (
        <p className="mt-2 text-xs text-dim">
          {setting.changed_by} · <Ago at={setting.changed_at} />
        </p>
      )}
      {change.isError && <ProblemPanel error={change.error} />}
    </Card>
  );
}

function State({ setting }: { setting: Setting }) {
  const words = usePageWords(WORDS).keys;
  if (!setting.is_set) {
    return (
      <Mark colour="idle" icon="dash">
        {words.unset}
      </Mark>
    );
  }
  return (
    <Mark colour="good" icon="check">
      {setting.hint ? words.endsWith(setting.hint) : words.set}
    </Mark>
  );
}
