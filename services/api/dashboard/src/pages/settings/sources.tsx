/** Where candles come from, and whether a source is being asked just now. */
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Empty, ProblemPanel } from "../../ui/states";
import { Ago, Exactly } from "../../ui/time";
import { WORDS } from "./words";

const LOOK = {
  closed: ["good", "check"],
  half_open: ["wait", "turn"],
  open: ["bad", "cross"],
  disabled: ["idle", "dash"],
} as const;

export function Sources() {
  const words = usePageWords(WORDS).sources;
  const sources = api.useQuery("get", "/api/sources");
  return (
    <Asked of={sources}>
      {({ items }) =>
        items.length ? (
          <ul className="grid gap-3">
            {items.map((one) => (
              <Row key={one.source} source={one} />
            ))}
          </ul>
        ) : (
          <Empty>{words.none}</Empty>
        )
      }
    </Asked>
  );
}

function Row({ source }: { source: Schemas["Source"] }) {
  const words = usePageWords(WORDS).sources;
  const admin = useIsAdmin();
  const enable = api.useMutation("post", "/api/sources/{name}/enable", {
    onSuccess: () => askAgain("/api/sources"),
  });
  const [colour, icon] = LOOK[source.state];
  return (
    <li className="grid gap-2 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="font-semibold">{source.source}</h2>
        <Mark colour={colour} icon={icon}>
          {words.state[source.state]}
        </Mark>
        {admin && source.state !== "closed" && (
          <Button
            busy={enable.isPending}
            onClick={() => enable.mutate({ params: { path: { name: source.source } } })}
          >
            {words.enable}
          </Button>
        )}
      </div>
      {source.reason && <p className="break-words text-sm">{source.reason}</p>}
      <p className="text-sm text-dim">
        {source.failures > 0 && `${words.failures(source.failures)} · `}
        {source.failing_since && (
          <>
            {words.since} <Ago at={source.failing_since} />
            {" · "}
          </>
        )}
        {source.open_until && (
          <>
            {words.until} <Exactly at={source.open_until} />
            {" · "}
          </>
        )}
        {words.changed} <Ago at={source.changed_at} />
      </p>
      {enable.isError && <ProblemPanel error={enable.error} />}
    </li>
  );
}
