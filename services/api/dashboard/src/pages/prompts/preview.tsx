/** The text as a model would get it, with the data of a recorded run; or what is wrong with it, and where. */
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { useFormat } from "../../i18n";
import { Card } from "../../ui/card";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Verbatim } from "../../ui/verbatim";
import type { StepName } from "../analyses/search";
import { usePromptWords } from "./words";

export type PreviewOf = Schemas["maxsignal_api__prompts__schemas__Preview"];

interface PreviewProps {
  step: StepName;
  told: PreviewOf | undefined;
  error: unknown;
  retry: () => void;
}

export function Preview({ step, told, error, retry }: PreviewProps) {
  const words = usePromptWords();
  const format = useFormat();
  return (
    <Card
      title={words.preview}
      aside={
        told?.tokens ? (
          <span className="text-sm text-dim">{words.tokens(format.number(told.tokens))}</span>
        ) : null
      }
    >
      {error ? <ProblemPanel error={error} retry={retry} /> : !told && <Skeleton rows={4} />}
      {told && <Shown told={told} step={step} />}
    </Card>
  );
}

function Shown({ told, step }: { told: PreviewOf; step: StepName }) {
  const words = usePromptWords();
  const admin = useIsAdmin();
  if (told.problems.length) return <Problems problems={told.problems} />;
  if (!told.messages.length) return <p className="text-sm text-dim">{words.noRun}</p>;
  return (
    <div className="grid gap-3">
      {told.run_id && (
        <p className="text-sm text-dim">
          {words.data}{" "}
          <Link to="/runs/$id" params={{ id: told.run_id }} className="text-accent underline">
            {words.thisRun}
          </Link>
          {admin && (
            <>
              {" · "}
              <Link
                to="/runs/$id/steps/$step/replay"
                params={{ id: told.run_id, step }}
                className="text-accent underline"
              >
                {words.replay}
              </Link>
            </>
          )}
        </p>
      )}
      {told.messages.map((message) => (
        <div key={message.role} className="min-w-0">
          <h3 className="mb-1 text-xs text-dim">{words.roles[message.role] ?? message.role}</h3>
          <Verbatim text={message.content} />
        </div>
      ))}
    </div>
  );
}

export function Problems({ problems }: { problems: PreviewOf["problems"] }) {
  const words = usePromptWords();
  return (
    <div role="alert" className="text-sm">
      <p className="text-bad">{words.problems}</p>
      <ul className="list-disc ps-5">
        {problems.map((one) => (
          <li key={`${one.line}:${one.column}:${one.code}`} className="break-words">
            {words.place(one.line, one.column)}: {one.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}
