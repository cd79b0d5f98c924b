/** The post to one's own chat, as a test; the number is asked for once and kept in the preferences. */
import { type FormEvent, useState } from "react";
import { http } from "../../api/client";
import { setMe, useMe } from "../../api/me";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field, Input } from "../../ui/field";
import { ProblemPanel } from "../../ui/states";
import { WORDS } from "./words";

export function TestToMe({ id }: { id: string }) {
  const own = usePageWords(WORDS).test;
  const [asking, ask] = useState(false);
  const [sent, tell] = useState(false);
  return (
    <>
      <Button onClick={() => ask(true)}>{own.button}</Button>
      {sent && (
        <span role="status" className="text-sm text-good">
          {own.sent}
        </span>
      )}
      {asking && (
        <Dialog title={own.button} close={() => ask(false)}>
          <Where
            id={id}
            close={() => ask(false)}
            done={() => {
              ask(false);
              tell(true);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Where({ id, close, done }: { id: string; close: () => void; done: () => void }) {
  const words = useWords();
  const own = usePageWords(WORDS).test;
  const known = useMe().data?.telegram_chat_id ?? null;
  const [chat, setChat] = useState(known === null ? "" : String(known));
  const [keep, setKeep] = useState(known === null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const chat_id = Number(chat);
      await http.POST("/api/posts/{run_id}/test", { params: { path: { run_id: id } }, body: { chat_id } });
      if (keep && chat_id !== known) {
        const { data } = await http.PATCH("/api/auth/me", { body: { telegram_chat_id: chat_id } });
        if (data) setMe(data);
      }
      done();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  }

  return (
    <form className="grid gap-3" onSubmit={send}>
      <Field label={own.chat}>
        {(field) => (
          <Input
            id={field}
            value={chat}
            required
            inputMode="numeric"
            pattern="-?[0-9]{1,16}"
            onChange={({ target }) => setChat(target.value.trim())}
          />
        )}
      </Field>
      <p className="text-sm text-dim">{own.where}</p>
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={keep}
          onChange={({ target }) => setKeep(target.checked)}
          className="size-4 accent-accent max-md:size-6"
        />
        {own.remember}
      </label>
      {chat && <p>{own.effect(Number(chat))}</p>}
      {error !== null && <ProblemPanel error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button look="primary" type="submit" busy={busy}>
          {own.button}
        </Button>
      </div>
    </form>
  );
}
