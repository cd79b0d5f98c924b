/** The frame for whoever is logged in; anybody else is asked to do so, and comes back to where they were. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../api/me";
import { useSpeech } from "../i18n";
import { NewPassword } from "../pages/new-password";
import { ProblemPanel, Skeleton } from "../ui/states";
import { Shell } from "./shell";

export function LoggedIn() {
  const me = useMe();
  const go = useNavigate();
  const nobody = me.data === null;
  // Once: an element that navigates would do so again for every address it causes.
  useEffect(() => {
    if (!nobody) return;
    const next = location.pathname + location.search;
    void go({ to: "/login", search: next === "/" ? {} : { next }, replace: true });
  }, [nobody, go]);
  const zone = me.data?.zone ?? null;
  const { liveIn } = useSpeech();
  useEffect(() => liveIn(zone), [liveIn, zone]);
  if (me.isPending) return <Waiting />;
  if (me.isError) {
    return (
      <main className="mx-auto max-w-xl p-8">
        <ProblemPanel error={me.error} retry={() => me.refetch()} />
      </main>
    );
  }
  if (!me.data) return <Waiting />;
  return me.data.must_change_password ? <NewPassword /> : <Shell />;
}

function Waiting() {
  return (
    <main className="mx-auto max-w-xl p-8">
      <Skeleton rows={3} />
    </main>
  );
}
