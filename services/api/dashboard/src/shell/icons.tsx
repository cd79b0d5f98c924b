/** The few pictures of the shell, as strokes on a 20 unit grid. */
import { cx } from "../lib/cx";

const PATHS = {
  home: "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
  analyses: "M4 5h4m4 0h4M4 10h8m4 0h0M4 15h2m4 0h6M10 3v4m4 1v4M8 13v4",
  runs: "M3 14l4-5 4 3 6-8m0 0h-4m4 0v4M3 17h14",
  posts: "M4 4h12v9H9l-4 3v-3H4z",
  schedules: "M10 5v5l3 2m4-2a7 7 0 1 1-14 0 7 7 0 0 1 14 0z",
  subscribers:
    "M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5 8c0-3 2-5 5-5s5 2 5 5m1-13a3 3 0 0 1 0 5m1 3c3 0 4 2 4 5",
  settings: "M4 6h6m4 0h2M4 14h2m4 0h6M12 4v4M8 12v4",
  system: "M4 4h12v5H4zm0 7h12v5H4zm3-4.500h0m0 7h0",
  sun: "M10 6a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 2v1m0 14v1M2 10h1m14 0h1M4.500 4.500l.7.7m9.600 9.600l.7.7m0-11l-.7.7m-9.600 9.600l-.7.7",
  moon: "M16 12A7 7 0 0 1 8 4a6.500 6.500 0 1 0 8 8z",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zm4.500-1.500L17 17",
  more: "M5 10h0m5 0h0m5 0h0",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={cx("size-5 shrink-0 fill-none stroke-current", className)}
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
