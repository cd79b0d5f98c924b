import type { Schemas } from "../../api/client";
import { Badge } from "../../ui/badge";

const AS = { pending: "running", done: "completed", failed: "failed" } as const;

/** Of a replay in the words of a run's steps. */
export function State({ status }: { status: Schemas["ReplayStatus"] }) {
  return <Badge status={AS[status]} />;
}
