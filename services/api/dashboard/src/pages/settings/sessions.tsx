import { api } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { ProblemPanel } from "../../ui/states";
import { Ago } from "../../ui/time";
import { WORDS } from "./words";

/** Where one is logged in; the session of this page is ended by signing out. */
export function Sessions() {
  const words = usePageWords(WORDS).preferences;
  const sessions = api.useQuery("get", "/api/auth/sessions");
  const end = api.useMutation("delete", "/api/auth/sessions/{session_id}", {
    onSuccess: () => askAgain("/api/auth/sessions"),
  });
  return (
    <Card title={words.sessions} className="lg:col-span-2">
      <Asked of={sessions}>
        {({ items }) => (
          <ul>
            {items.map((one) => (
              <li
                key={one.id}
                className="flex flex-wrap items-center justify-between gap-2 border-b border-line/60 py-2 last:border-0"
              >
                <div className="min-w-0">
                  <p className="break-words text-sm">{one.agent}</p>
                  <p className="text-sm text-dim">
                    {one.network} · {words.seen} <Ago at={one.last_seen_at} />
                  </p>
                </div>
                {one.current ? (
                  <Mark colour="good" icon="check">
                    {words.here}
                  </Mark>
                ) : (
                  <Button
                    busy={end.isPending && end.variables?.params.path.session_id === one.id}
                    onClick={() => end.mutate({ params: { path: { session_id: one.id } } })}
                  >
                    {words.end}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {end.isError && <ProblemPanel error={end.error} />}
    </Card>
  );
}
