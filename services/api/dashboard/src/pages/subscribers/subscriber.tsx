/** One subscriber: what they chose, what was sent to them, and whether messages arrive. */
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, http, type Schemas } from "../../api/client";
import { askAgain } from "../../api/pages";
import { usePageWords } from "../../i18n/page-words";
import { Asked } from "../../ui/asked";
import { Card } from "../../ui/card";
import { Confirm } from "../../ui/confirm";
import { Exactly } from "../../ui/time";
import { Title } from "../../ui/title";
import { DeliveryRow } from "../posts/delivery";
import { WORDS as POST_WORDS } from "../posts/words";
import { Glance, Standing, useName } from "./card";
import { WORDS } from "./words";

type Detail = Schemas["SubscriberDetail"];

export function Subscriber() {
  const { chat } = useParams({ from: "/inside/subscribers/$chat" });
  const subscriber = api.useQuery("get", "/api/subscribers/{chat_id}", {
    params: { path: { chat_id: Number(chat) } },
  });
  return <Asked of={subscriber}>{(told) => <Shown of={told} />}</Asked>;
}

function Shown({ of }: { of: Detail }) {
  const own = usePageWords(WORDS);
  return (
    <>
      <Title of={<Standing of={of} />} aside={<Actions of={of} />}>
        {useName(of)}
      </Title>
      <p className="mb-4 flex flex-wrap gap-x-4">
        <Glance of={of} />
        <span className="text-sm text-dim">
          {own.since} <Exactly at={of.created_at} />
        </span>
      </p>
      <div className="grid gap-4">
        <Wishes of={of.preferences} />
        <Card title={own.messages}>
          {of.deliveries.length ? (
            <ul>
              {of.deliveries.map((one) => (
                <DeliveryRow key={one.id} delivery={one} />
              ))}
            </ul>
          ) : (
            <p className="text-sm text-dim">{own.noMessages}</p>
          )}
        </Card>
        <Link to="/subscribers" className="text-sm text-accent underline">
          {own.back}
        </Link>
      </div>
    </>
  );
}

function Wishes({ of }: { of: Detail["preferences"] }) {
  const own = usePageWords(WORDS);
  const topics = Object.entries(of.topics ?? {});
  const others = topics.length ? own.others : own.otherwise;
  return (
    <Card title={own.wishes}>
      <ul className="grid gap-1 text-sm">
        {topics.map(([topic, mode]) => (
          <li key={topic} className="break-words">
            <code>{topic}</code>: {own.modes[mode]}
          </li>
        ))}
        <li>
          {others}: {own.modes[of.otherwise ?? "on"]}
        </li>
        <li>{own.formats[of.format ?? "full"]}</li>
        <li>{of.follow_ups === false ? own.followUps.off : own.followUps.on}</li>
        {of.quiet && <li>{own.quiet(clock(of.quiet.start), clock(of.quiet.end), of.zone ?? "UTC")}</li>}
      </ul>
    </Card>
  );
}

/** Hours and minutes of a time as the API writes it. */
function clock(time: string): string {
  return time.slice(0, 5);
}

function Actions({ of }: { of: Detail }) {
  const own = usePageWords(WORDS);
  const { sent } = usePageWords(POST_WORDS).test;
  const [tested, tell] = useState(false);
  const params = { path: { chat_id: of.chat_id } };
  const seen = () => askAgain("/api/subscribers", "/api/subscribers/{chat_id}");
  const test = async () => {
    await http.POST("/api/subscribers/{chat_id}/test", { params });
    tell(true);
    await seen();
  };
  const turn = (verb: "pause" | "resume") =>
    http.POST(`/api/subscribers/{chat_id}/${verb}`, { params }).then(seen);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {tested && (
        <span role="status" className="text-sm text-good">
          {sent}
        </span>
      )}
      {of.active && <Confirm look="plain" label={own.test} effect={own.testEffect} act={test} />}
      {of.active && <Confirm label={own.pause} effect={own.pauseEffect} act={() => turn("pause")} />}
      {of.inactive_reason === "paused" && (
        <Confirm look="plain" label={own.resume} effect={own.resumeEffect} act={() => turn("resume")} />
      )}
    </div>
  );
}
