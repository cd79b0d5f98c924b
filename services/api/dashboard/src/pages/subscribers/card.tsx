/** What is known of a subscriber at a glance; the name is whatever Telegram says. */
import type { Schemas } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Ago } from "../../ui/time";
import { WORDS } from "./words";

type Subscriber = Schemas["SubscriberCard"];

export function Standing({ of }: { of: Subscriber }) {
  const words = usePageWords(WORDS);
  return of.active ? (
    <Mark colour="good" icon="check">
      {words.active}
    </Mark>
  ) : (
    <Mark colour="idle" icon="dash">
      {words.inactive}
    </Mark>
  );
}

export function useName({ name }: Subscriber): string {
  const { unnamed } = usePageWords(WORDS);
  return name || unnamed;
}

export function Glance({ of }: { of: Subscriber }) {
  const words = usePageWords(WORDS);
  const reason = of.inactive_reason;
  return (
    <span className="text-sm text-dim">
      <code>{of.chat_id}</code> · {of.language} · {words.formats[of.preferences.format ?? "full"]} ·{" "}
      {of.last_sent_at ? (
        <>
          {words.last} <Ago at={of.last_sent_at} />
        </>
      ) : (
        words.never
      )}
      {reason && <span className="break-words"> · {words.reasons[reason] ?? reason}</span>}
    </span>
  );
}
