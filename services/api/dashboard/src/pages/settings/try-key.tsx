/** Asks a provider who we are with the key that holds, and tells what came of it. */
import { api, type Schemas } from "../../api/client";
import { useFormat } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ProblemPanel } from "../../ui/states";
import { TRY_WORDS } from "./try-words";

export type Provider = Schemas["Provider"];

export function TryKey({ provider }: { provider: Provider }) {
  const words = usePageWords(TRY_WORDS);
  const attempt = api.useMutation("post", "/api/settings/{provider}/test");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        busy={attempt.isPending}
        aria-label={`${words.test}: ${words.of[provider]}`}
        onClick={() => attempt.mutate({ params: { path: { provider } } })}
      >
        {attempt.isPending ? words.asking : words.test}
      </Button>
      <div role="status" className="text-sm">
        {attempt.data && <Outcome of={attempt.data} />}
      </div>
      {attempt.isError && <ProblemPanel error={attempt.error} />}
    </div>
  );
}

function Outcome({ of }: { of: Schemas["Tried"] }) {
  const words = usePageWords(TRY_WORDS);
  const format = useFormat();
  if (of.code === "no_key") {
    return (
      <Mark colour="idle" icon="dash">
        {words.code.no_key}
      </Mark>
    );
  }
  const told = [of.who, words.took(format.number(of.took_ms))].filter(Boolean).join(" · ");
  return (
    <span className="flex flex-wrap items-center gap-2" title={of.detail}>
      <Mark colour={of.ok ? "good" : "bad"} icon={of.ok ? "check" : "cross"}>
        {words.code[of.code]}
      </Mark>
      <span className="text-dim">{told}</span>
    </span>
  );
}
