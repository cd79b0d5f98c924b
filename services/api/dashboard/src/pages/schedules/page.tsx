/** What runs by itself and when. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/states";
import { Title } from "../../ui/title";
import { Builder } from "./builder";
import { Calendar } from "./calendar";
import { ScheduleRow } from "./row";
import { WORDS } from "./words";

type Schedule = Schemas["ScheduleCard"];

export function Schedules() {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const { history, fresh, view } = useSearch({ from: "/inside/schedules" });
  const go = useNavigate({ from: "/schedules" });
  const [edited, edit] = useState<Schedule | null>(null);
  const schedules = api.useQuery("get", "/api/schedules");
  const make = (open: boolean) => void go({ search: open ? { fresh: true } : {}, replace: true });
  const add = admin && (
    <Button look="primary" onClick={() => make(true)}>
      {words.fresh}
    </Button>
  );
  return (
    <>
      <Title
        aside={
          <div className="flex flex-wrap gap-2">
            <View week={view === "week"} />
            {add}
          </div>
        }
      >
        {words.title}
      </Title>
      <Asked of={schedules}>
        {({ items }) =>
          items.length && view === "week" ? (
            <Calendar />
          ) : items.length ? (
            <ul className="grid gap-3">
              {items.map((one) => (
                <ScheduleRow
                  key={one.id}
                  schedule={one}
                  edit={() => edit(one)}
                  open={history === one.id}
                  toggle={() => go({ search: history === one.id ? {} : { history: one.id }, replace: true })}
                />
              ))}
            </ul>
          ) : (
            <Empty action={add}>{words.none}</Empty>
          )
        }
      </Asked>
      {admin && fresh && <Builder close={() => make(false)} />}
      {edited && (
        <Builder
          key={`${edited.id} ${edited.version}`}
          schedule={edited}
          close={() => edit(null)}
          reload={edit}
        />
      )}
    </>
  );
}

function View({ week }: { week: boolean }) {
  const { week: words } = usePageWords(WORDS);
  const go = useNavigate({ from: "/schedules" });
  return (
    <fieldset className="flex gap-2" aria-label={words.view}>
      {([false, true] as const).map((one) => (
        <Button
          key={String(one)}
          aria-pressed={one === week}
          look={one === week ? "primary" : "plain"}
          onClick={() => go({ search: one ? { view: "week" } : {}, replace: true })}
        >
          {one ? words.week : words.list}
        </Button>
      ))}
    </fieldset>
  );
}
