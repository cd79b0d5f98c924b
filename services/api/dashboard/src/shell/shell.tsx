/** The frame of every page: rail on the left, or a bar at the bottom of a phone; where we are, and contact. */
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { startListening, useContact } from "../api/live";
import { logOut, useMe } from "../api/me";
import { useWords } from "../i18n";
import { cx } from "../lib/cx";
import { Button } from "../ui/button";
import { Clock } from "./clock";
import { Icon } from "./icons";
import { Keys, type Opened } from "./keys";
import { ON_PHONE, type PAGES, useRail } from "./pages";
import { SpentToday } from "./spent";
import { LanguageSwitch, ThemeSwitch } from "./switches";

export function Shell() {
  const words = useWords();
  const [opened, open] = useState<Opened>(null);
  useEffect(startListening, []);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[13rem_1fr]">
      <a
        href="#page"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {words.nav.skip}
      </a>
      <Rail />
      <div className="flex min-w-0 flex-col">
        <Top find={() => open("palette")} />
        <Page />
      </div>
      <Keys opened={opened} open={open} />
    </div>
  );
}

function Rail() {
  const words = useWords();
  return (
    <nav
      aria-label={words.nav.main}
      className={cx(
        "z-40 border-line bg-surface",
        "max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:border-t max-md:pb-[env(safe-area-inset-bottom)]",
        "md:sticky md:top-0 md:flex md:h-dvh md:flex-col md:border-e md:p-3",
      )}
    >
      <p className="mb-4 px-2 text-lg font-bold tracking-tight max-md:hidden">{words.brand}</p>
      <ul className="max-md:grid max-md:grid-cols-5 md:grid md:gap-1">
        {useRail().map(({ to, name }, place) => (
          <li key={to} className={cx(place >= ON_PHONE && "max-md:hidden")}>
            <RailLink to={to} name={name} />
          </li>
        ))}
        <li className="md:hidden">
          <RailLink to="/more" name="more" />
        </li>
      </ul>
    </nav>
  );
}

function RailLink({
  to,
  name,
}: {
  to: (typeof PAGES)[number]["to"] | "/more";
  name: keyof ReturnType<typeof useWords>["nav"] & ("more" | (typeof PAGES)[number]["name"]);
}) {
  const words = useWords();
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === "/", includeSearch: false }}
      className={cx(
        "flex items-center text-dim hover:text-ink",
        "max-md:min-h-14 max-md:flex-col max-md:justify-center max-md:gap-0.5 max-md:text-[0.7rem]",
        "md:min-h-10 md:gap-3 md:rounded-lg md:px-2 md:text-sm",
      )}
      activeProps={{ className: "!text-ink md:bg-raised font-semibold", "aria-current": "page" }}
    >
      <Icon name={name} />
      {words.nav[name]}
    </Link>
  );
}

function Top({ find }: { find: () => void }) {
  const words = useWords();
  return (
    <header className="sticky top-0 z-30 flex min-h-12 items-center justify-between gap-3 border-b border-line bg-ground/90 px-4 backdrop-blur">
      <ContactDot />
      <div className="flex items-center gap-1">
        <SpentToday />
        <Button look="quiet" aria-label={words.top.palette} title={words.top.palette} onClick={find}>
          <Icon name="search" />
        </Button>
        <Who />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}

function Who() {
  const words = useWords();
  const { data: me } = useMe();
  return (
    <>
      <span className="truncate text-sm text-dim max-sm:hidden">
        {me?.name} · {me && words.role[me.role]}
      </span>
      <Button look="quiet" onClick={logOut}>
        {words.action.signOut}
      </Button>
    </>
  );
}

const DOTS = { live: "bg-good", reconnecting: "bg-wait", polling: "bg-wait", off: "bg-bad" } as const;

function ContactDot() {
  const words = useWords();
  const contact = useContact();
  return (
    <p className="flex min-w-0 items-center gap-2 truncate text-xs text-dim">
      <span className={cx("size-2 shrink-0 rounded-full", DOTS[contact])} />
      <span role="status" className="max-sm:sr-only">
        {words.live[contact]}
      </span>
      <Clock />
    </p>
  );
}

/** After a change of page the keyboard is where the page begins. */
function Page() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(path);
  useEffect(() => {
    if (first.current === path) return;
    first.current = path;
    main.current?.focus();
  }, [path]);
  return (
    <main
      id="page"
      ref={main}
      tabIndex={-1}
      className="w-full max-w-7xl flex-1 p-4 outline-none max-md:pb-24"
    >
      <Outlet />
    </main>
  );
}
