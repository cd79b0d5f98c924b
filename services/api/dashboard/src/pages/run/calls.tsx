/** Every attempt to ask a model; what was said to it and what it answered is loaded when it is opened. */
import { useState } from "react";
import { api, type Schemas } from "../../api/client";
import { useFormat, useWords } from "../../i18n";
import { Copy } from "../../ui/copy";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Verbatim } from "../../ui/verbatim";
import { useAnalysesWords } from "../analyses/words";
import { useRunWords } from "./words";

type Call = Schemas["Call"];

export function Calls({ run, calls }: { run: string; calls: Call[] }) {
  return (
    <ul className="grid gap-2">
      {calls.map((call) => (
        <CallRow key={call.id} run={run} call={call} />
      ))}
    </ul>
  );
}

function CallRow({ run, call }: { run: string; call: Call }) {
  const words = useWords();
  const own = useRunWords();
  const analyses = useAnalysesWords();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const told = [
    own.attempt(call.attempt),
    own.callStates[call.state] ?? call.state,
    call.prompt_version &&
      (/^\d+$/.test(call.prompt_version) ? analyses.version(Number(call.prompt_version)) : own.ownText),
    call.prompt_tokens !== null &&
      `${words.run.tokens} ${format.number(call.prompt_tokens)} → ${format.number(call.completion_tokens ?? 0)}`,
    call.cost !== null && format.money(call.cost),
    call.latency_ms !== null && format.took(call.latency_ms),
  ];
  return (
    <li className="rounded-lg bg-ground text-sm">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="cursor-pointer p-2">
          <span className="break-all font-semibold">{call.served_model ?? call.model ?? own.byTwin}</span>{" "}
          {call.replay_id && <span className="text-run">{own.ofReplay} · </span>}
          <span className="text-dim">{told.filter(Boolean).join(" · ")}</span>
          {call.fault && (
            <span className="block break-words text-bad">
              <code>{call.fault}</code> {call.detail}
            </span>
          )}
        </summary>
        {open && <Bodies run={run} call={call.id} />}
      </details>
    </li>
  );
}

function Bodies({ run, call }: { run: string; call: string }) {
  const own = useRunWords();
  const detail = api.useQuery(
    "get",
    "/api/runs/{run_id}/calls/{call_id}",
    { params: { path: { run_id: run, call_id: call } } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  if (detail.isPending) return <Skeleton rows={3} />;
  if (detail.isError) return <ProblemPanel error={detail.error} retry={() => detail.refetch()} />;
  const { messages, answer } = detail.data;
  return (
    <div className="grid gap-3 border-t border-line p-2">
      {messages.map((message, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message is named by its place
        <Said key={place} title={own.roles[message.role]} text={message.content} />
      ))}
      {answer !== null && <Said title={own.answer} text={answer} />}
    </div>
  );
}

function Said({ title, text }: { title: string; text: string }) {
  return (
    <div className="min-w-0">
      <div className="flex items-center justify-between">
        <h4 className="text-xs text-dim">{title}</h4>
        <Copy text={text} />
      </div>
      <Verbatim text={text} />
    </div>
  );
}
