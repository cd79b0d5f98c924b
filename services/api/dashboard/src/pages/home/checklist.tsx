/** What a new installation still needs, each with its next action; gone once it is done or hidden here. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { api, type Schemas } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { Mark } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { WORDS } from "./words";

const KEY = "maxsignal.checklist";

type Step = keyof (typeof WORDS)["en"]["steps"];

const WAY = {
  instrument: { to: "/settings/$tab", params: { tab: "instruments" } },
  run: null,
  schedule: { to: "/schedules", search: { fresh: true } },
  model: { to: "/settings/$tab", params: { tab: "models" } },
  telegram: { to: "/settings/$tab", params: { tab: "keys" } },
} as const satisfies Record<Step, object | null>;

const OPTIONAL: readonly Step[] = ["model", "telegram"];
/** Steps whose key can be tried here and now. */
const PROVIDERS: Partial<Record<Step, Schemas["Provider"]>> = { model: "openrouter", telegram: "telegram" };

const TryKey = lazy(async () => ({ default: (await import("../settings/try-key")).TryKey }));

/** For administrators only: nobody else may take these steps. */
export function Checklist() {
  const words = usePageWords(WORDS);
  const [hidden, hide] = useState(localStorage.getItem(KEY) === "hidden");
  const done = useDone();
  if (hidden || !done || Object.values(done).every(Boolean)) return null;
  const forget = () => {
    localStorage.setItem(KEY, "hidden");
    hide(true);
  };
  return (
    <Card title={words.checklist} aside={<Button onClick={forget}>{words.hide}</Button>}>
      <ol className="grid gap-2">
        {(Object.keys(done) as Step[]).map((step) => (
          <li key={step} className="grid grid-cols-[auto_1fr] items-center gap-x-3 text-sm">
            <Mark colour={done[step] ? "good" : "idle"} icon={done[step] ? "check" : "clock"}>
              {done[step] ? words.done : words.todo}
            </Mark>
            <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
              <span>
                <StepLink step={step} done={done[step]} />
                {OPTIONAL.includes(step) && <span className="text-dim"> ({words.optional})</span>}
              </span>
              <Try provider={PROVIDERS[step]} />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Try({ provider }: { provider: Schemas["Provider"] | undefined }) {
  if (!provider) return null;
  return (
    <Suspense>
      <TryKey provider={provider} />
    </Suspense>
  );
}

function StepLink({ step, done }: { step: Step; done: boolean }) {
  const { steps } = usePageWords(WORDS);
  const way = WAY[step];
  if (done || !way) return <span className={done ? "text-dim" : ""}>{steps[step]}</span>;
  return (
    <Link {...way} className="text-accent underline">
      {steps[step]}
    </Link>
  );
}

/** Null until everything is known: a list that jumps from undone to done alarms. */
function useDone(): Record<Step, boolean> | null {
  const query = { enabled: true, limit: 1 };
  const instruments = api.useQuery("get", "/api/instruments", { params: { query } });
  const models = api.useQuery("get", "/api/models", { params: { query } });
  const runs = api.useQuery("get", "/api/runs", { params: { query: { limit: 1 } } });
  const schedules = api.useQuery("get", "/api/schedules");
  const settings = api.useQuery("get", "/api/settings");
  if (!instruments.data || !models.data || !runs.data || !schedules.data || !settings.data) return null;
  return {
    instrument: instruments.data.total > 0,
    run: runs.data.items.length > 0,
    schedule: schedules.data.items.length > 0,
    model: models.data.total > 0,
    telegram: settings.data.items.some((one) => one.name === "telegram_bot_token" && one.is_set),
  };
}
