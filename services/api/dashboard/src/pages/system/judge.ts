/** What of the installation needs somebody to look. */
import type { Schemas } from "../../api/client";

type Queue = Schemas["Queue"];

/** Something waits and nobody works on it. */
export function isStuck(queue: Queue): boolean {
  return queue.workers === 0 && queue.waiting > 0;
}

/** The stuck first, then the fullest. */
export function byNeed(queues: readonly Queue[]): Queue[] {
  return queues.toSorted(
    (a, b) =>
      Number(isStuck(b)) - Number(isStuck(a)) || b.waiting - a.waiting || a.name.localeCompare(b.name),
  );
}

/** How much of the day's cap is spent or promised, 0 to 1; null without a cap. */
export function shareOf({ spent, reserved, cap }: Schemas["Spending"]): number | null {
  if (cap === null || Number(cap) <= 0) return null;
  return Math.min(1, (Number(spent) + Number(reserved)) / Number(cap));
}
