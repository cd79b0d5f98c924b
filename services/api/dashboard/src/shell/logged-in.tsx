/** The frame for whoever is logged in; anybody else is asked to do so, and comes back to where they were. */
import { Navigate, useRouterState } from "@tanstack/react-router";
import { useMe } from "../api/me";
import { NewPassword } from "../pages/new-password";
import { ProblemPanel, Skeleton } from "../ui/states";
import { Shell } from "./shell";

export function LoggedIn() {
  const me = useMe();
  const next = useRouterState({ select: (state) => state.location.href });
  if (me.isPending) return <Waiting />;
  if (me.isError) {
    return (
      <main className="mx-auto max-w-xl p-8">
        <ProblemPanel error={me.error} retry={() => me.refetch()} />
      </main>
    );
  }
  if (!me.data) return <Navigate to="/login" search={next === "/" ? {} : { next }} replace />;
  return me.data.must_change_password ? <NewPassword /> : <Shell />;
}

function Waiting() {
  return (
    <main className="mx-auto max-w-xl p-8">
      <Skeleton rows={3} />
    </main>
  );
}
