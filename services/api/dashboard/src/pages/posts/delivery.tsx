/** One message to one chat; one whose fate is not known is decided here. */
import { http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Confirm } from "../../ui/confirm";
import { Ago, Exactly } from "../../ui/time";
import type { State } from "./reasons";
import { WORDS } from "./words";

const LOOK = {
  queued: ["wait", "clock"],
  claimed: ["run", "turn"],
  sending: ["run", "turn"],
  sent: ["good", "check"],
  blocked: ["idle", "dash"],
  failed: ["bad", "cross"],
  unknown: ["wait", "clock"],
} as const;

export function StateMark({ state }: { state: State }) {
  const [colour, icon] = LOOK[state];
  return (
    <Mark colour={colour} icon={icon}>
      {usePageWords(WORDS).state[state]}
    </Mark>
  );
}

export function DeliveryRow({ delivery }: { delivery: Schemas["Delivery"] }) {
  const words = usePageWords(WORDS);
  return (
    <li className="grid gap-1 border-b border-line/60 py-2 text-sm last:border-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark state={delivery.state} />
        <span>
          {words.chat} <code>{delivery.chat_id}</code>
        </span>
        <span className="text-dim">
          {words.part(delivery.part + 1)} · {delivery.language} · {words.attempts(delivery.attempts)}
          {delivery.silent && ` · ${words.silent}`}
          {words.kind[delivery.kind] && ` · ${words.kind[delivery.kind]}`}
        </span>
        <span className="text-dim">
          <Ago at={delivery.updated_at} /> (<Exactly at={delivery.updated_at} />)
        </span>
      </p>
      {delivery.error && <p className="break-words text-dim">{delivery.error}</p>}
      {delivery.state === "unknown" && <Decide delivery={delivery} />}
    </li>
  );
}

function Decide({ delivery }: { delivery: Schemas["Delivery"] }) {
  const words = usePageWords(WORDS);
  const params = { path: { delivery_id: delivery.id } };
  const done = () => askAgain("/api/deliveries/unknown", "/api/runs/{run_id}/deliveries", "/api/system");
  const mark = () => http.POST("/api/deliveries/{delivery_id}/mark-sent", { params }).then(done);
  const resend = () => http.POST("/api/deliveries/{delivery_id}/resend", { params }).then(done);
  return (
    <div className="flex flex-wrap gap-2">
      <Confirm look="plain" label={words.mark} effect={words.markEffect(delivery.chat_id)} act={mark} />
      <Confirm label={words.resend} effect={words.resendEffect(delivery.chat_id)} act={resend} />
    </div>
  );
}
