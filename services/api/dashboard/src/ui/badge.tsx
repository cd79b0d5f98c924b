/** A status: always an icon and a word, never a colour alone. */
import { useWords } from "../i18n";
import { cx } from "../lib/cx";

const LOOK = {
  queued: ["wait", "clock"],
  pending: ["idle", "clock"],
  running: ["run", "turn"],
  merging: ["run", "turn"],
  merged: ["good", "check"],
  completed: ["good", "check"],
  publishing: ["run", "turn"],
  published: ["good", "check"],
  failed: ["bad", "cross"],
  skipped: ["wait", "dash"],
} as const;

const PATHS = {
  clock: "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  turn: "M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 2v3h-3",
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4.5 4.5l7 7m0-7l-7 7",
  dash: "M4 8h8",
} as const;

const COLOURS = {
  good: "text-good border-good/40 bg-good/10",
  bad: "text-bad border-bad/40 bg-bad/10",
  wait: "text-wait border-wait/40 bg-wait/10",
  run: "text-run border-run/40 bg-run/10",
  idle: "text-idle border-line bg-raised",
} as const;

export type Status = keyof typeof LOOK;

export function Badge({ status }: { status: Status }) {
  const words = useWords();
  const [colour, icon] = LOOK[status];
  return (
    <Mark colour={colour} icon={icon}>
      {words.status[status]}
    </Mark>
  );
}

interface MarkProps {
  colour: keyof typeof COLOURS;
  icon: keyof typeof PATHS;
  children: string;
}

/** The same look for whatever else has a state. */
export function Mark({ colour, icon, children }: MarkProps) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full border px-2 py-0.5 text-xs font-medium",
        COLOURS[colour],
      )}
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={cx("size-3.5 fill-none stroke-current", icon === "turn" && "animate-spin")}
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={PATHS[icon]} />
      </svg>
      {children}
    </span>
  );
}
