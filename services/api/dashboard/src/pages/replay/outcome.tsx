/** What came of a replay beside what the run has: texts word by word, checks, what both took. */
import { api, type Schemas } from "../../api/client";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Copy } from "../../ui/copy";
import { Empty, ProblemPanel, Skeleton } from "../../ui/states";
import { Ago } from "../../ui/time";
import { Checks } from "../run/checks";
import { useRunWords } from "../run/words";
import { Account } from "./account";
import { type Replay, repeated } from "./form";
import { piecesOf } from "./pieces";
import { State } from "./state";
import { useReplayWords } from "./words";

type Told = Schemas["StepAccount"];

interface OutcomeProps {
  asked: Query;
  /** No replay is looked at. */
  none: boolean;
  goOn: (replay: Replay) => void;
  /** Another was asked for. */
  show: (replay: string) => void;
}

interface Query {
  data: Replay | undefined;
  error: unknown;
  refetch: () => unknown;
}

export function Outcome({ asked, none, goOn, show }: OutcomeProps) {
  const own = useReplayWords();
  if (none) return <Empty>{own.hint}</Empty>;
  if (asked.error) return <ProblemPanel error={asked.error} retry={() => asked.refetch()} />;
  if (!asked.data) return <Skeleton rows={6} />;
  return <Shown replay={asked.data} goOn={goOn} show={show} />;
}

interface ShownProps extends Pick<OutcomeProps, "goOn" | "show"> {
  replay: Replay;
}

function Shown({ replay, goOn, show }: ShownProps) {
  const own = useReplayWords();
  const { status, result, original } = replay;
  return (
    <Card
      title={own.result}
      aside={<Button onClick={() => goOn(replay)}>{own.continue}</Button>}
      className="grid gap-4"
    >
      <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <State status={status} />
        {status === "pending" && <span>{own.pending}</span>}
        <span className="text-dim">
          {replay.requested_by} · <Ago at={replay.created_at} />
        </span>
      </p>
      {status === "failed" && <Failed replay={replay} show={show} />}
      {result && (
        <>
          <Account original={original} result={result} />
          <Texts original={original} result={result} />
          <Both title={own.checks} original={original} result={result} />
        </>
      )}
    </Card>
  );
}

function Failed({ replay, show }: { replay: Replay; show: (replay: string) => void }) {
  const own = useReplayWords();
  const code = replay.error?.code ?? "";
  const again = api.useMutation("post", "/api/runs/{run_id}/steps/{step}/replay", {
    onSuccess: ({ replay_id }) => show(replay_id),
  });
  const path = { run_id: replay.run_id, step: replay.step };
  return (
    <div role="alert" className="grid gap-2 rounded-xl border border-bad/50 bg-bad/10 p-3 text-sm">
      <p className="font-semibold">{own.failed}</p>
      <p className="break-words">
        {own.failures[code] ?? replay.error?.detail} <code>{code}</code>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          busy={again.isPending}
          onClick={() => again.mutate({ params: { path }, body: repeated(replay) })}
        >
          {own.again}
        </Button>
        <Copy text={`${code} ${replay.replay_id}`} />
      </div>
      {again.isError && <ProblemPanel error={again.error} />}
    </div>
  );
}

interface PairProps {
  original: Told | null;
  result: Told;
}

function Texts({ original, result }: PairProps) {
  const own = useReplayWords();
  const before = new Map(original?.blocks.map((one) => [one.name, one]));
  return (
    <>
      {result.blocks.map((block) => (
        <section key={block.name} className="grid gap-2">
          {result.blocks.length > 1 && (
            <h3 className="text-sm font-semibold">{own.blocks[block.name] ?? block.name}</h3>
          )}
          <Texture before={before.get(block.name)} after={block} language={result.language} />
        </section>
      ))}
      {original && result.blocks.length > 1 && original.text !== result.text && (
        <details>
          <summary className="cursor-pointer text-sm text-dim">{own.whole}</summary>
          <Texture
            before={{ ...original, name: "", refused: "" }}
            after={{ ...result, name: "", refused: "" }}
            language={result.language}
          />
        </details>
      )}
    </>
  );
}

interface TextureProps {
  before: Schemas["ToldBlock"] | undefined;
  after: Schemas["ToldBlock"];
  language: string;
}

function Texture({ before, after, language }: TextureProps) {
  const own = useReplayWords();
  const pieces = piecesOf(before?.text ?? "", after.text);
  return (
    <>
      {before?.text === after.text && <p className="text-sm text-dim">{own.same}</p>}
      <div className="grid gap-3 md:grid-cols-2">
        <Side title={own.original} block={before} language={language}>
          {before
            ? pieces.before.map(({ from, text, changed }) =>
                changed ? (
                  <del key={from} className="bg-bad/20 decoration-bad">
                    {text}
                  </del>
                ) : (
                  text
                ),
              )
            : own.noOriginal}
        </Side>
        <Side title={own.result} block={after} language={language}>
          {before
            ? pieces.after.map(({ from, text, changed }) =>
                changed ? (
                  <ins key={from} className="bg-good/20 no-underline">
                    {text}
                  </ins>
                ) : (
                  text
                ),
              )
            : after.text}
        </Side>
      </div>
    </>
  );
}

interface SideProps {
  title: string;
  block: Schemas["ToldBlock"] | undefined;
  language: string;
  children: React.ReactNode;
}

function Side({ title, block, language, children }: SideProps) {
  const words = useRunWords();
  return (
    <div className="grid min-w-0 content-start gap-1 rounded-lg bg-ground p-3">
      <p className="flex flex-wrap items-center gap-2 text-xs text-dim">
        {title}
        {block && (
          <Mark
            colour={block.made_by === "model" ? "good" : "wait"}
            icon={block.made_by === "model" ? "check" : "dash"}
          >
            {block.made_by === "model" ? words.byModel : words.byTwin}
          </Mark>
        )}
      </p>
      <p lang={language} className="whitespace-pre-wrap break-words text-sm">
        {children}
      </p>
      {block?.refused && (
        <p className="break-words text-xs text-bad">
          {words.offences}: {block.refused}
        </p>
      )}
    </div>
  );
}

function Both({ title, original, result }: PairProps & { title: string }) {
  const own = useReplayWords();
  return (
    <section className="grid gap-2">
      <h3 className="text-sm font-semibold">{title}</h3>
      <div className="grid gap-3 md:grid-cols-2">
        {(
          [
            [own.original, original],
            [own.result, result],
          ] as const
        ).map(([name, told]) => (
          <div key={name} className="min-w-0">
            <h4 className="mb-1 text-xs text-dim">{name}</h4>
            <Checks writings={told?.writing ? [told.writing] : []} narrow />
          </div>
        ))}
      </div>
    </section>
  );
}
