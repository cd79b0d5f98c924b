/** The pages of the rail, in its order; `key` is the physical key after G. */
import { useIsAdmin } from "../api/me";
import type { IconName } from "./icons";

export const PAGES = [
  { to: "/", name: "home", key: "KeyH" },
  { to: "/analyses", name: "analyses", key: "KeyA" },
  { to: "/runs", name: "runs", key: "KeyR" },
  { to: "/posts", name: "posts", key: "KeyP" },
  { to: "/schedules", name: "schedules", key: "KeyS" },
  { to: "/subscribers", name: "subscribers", key: "KeyU" },
  { to: "/settings", name: "settings", key: "KeyT" },
  { to: "/system", name: "system", key: "KeyY" },
] as const satisfies readonly { to: string; name: IconName; key: string }[];

const ADMINS_ONLY: ReadonlySet<string> = new Set(["/subscribers"]);

/** Those that the role may see. */
export function useRail() {
  const admin = useIsAdmin();
  return PAGES.filter(({ to }) => admin || !ADMINS_ONLY.has(to));
}

/** What a phone has room for; the rest is behind "more". */
export const ON_PHONE = 4;
