/** Settings by tab; a trader sees what is their own and what may be read. */
import { Link, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useIsAdmin } from "../../api/me";
import { useWords } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Title } from "../../ui/title";
import { Missing } from "../missing";
import { Audit } from "./audit";
import { Instruments } from "./instruments";
import { Keys } from "./keys";
import { Models } from "./models";
import { PreferencesTab } from "./preferences";
import { Sources } from "./sources";
import { TABS, type TabName } from "./tabs";
import { Tokens } from "./tokens";
import { Users } from "./users";
import { WORDS } from "./words";

const CONTENT: Record<TabName, ComponentType> = {
  preferences: PreferencesTab,
  instruments: Instruments,
  sources: Sources,
  models: Models,
  keys: Keys,
  users: Users,
  tokens: Tokens,
  audit: Audit,
};

export function Settings() {
  const words = usePageWords(WORDS);
  const { problem } = useWords();
  const admin = useIsAdmin();
  const { tab } = useParams({ from: "/inside/settings/$tab" });
  const offered = TABS.filter((one) => admin || !one.admin);
  const chosen = offered.find((one) => one.name === tab);
  const told = TABS.some((one) => one.name === tab) ? problem.codes.role_insufficient : undefined;
  if (!chosen) return <Missing {...(told && { told })} />;
  const Content = CONTENT[chosen.name];
  return (
    <>
      <Title>{`${words.title}: ${words.tab[chosen.name]}`}</Title>
      <nav aria-label={words.title} className="mb-4 flex flex-wrap gap-1 border-b border-line pb-2">
        {offered.map(({ name }) => (
          <Link
            key={name}
            to="/settings/$tab"
            params={{ tab: name }}
            search={{}}
            className="inline-flex min-h-9 items-center rounded-lg px-3 text-sm text-dim hover:bg-raised hover:text-ink"
            activeProps={{ className: "!text-ink bg-raised font-semibold" }}
          >
            {words.tab[name]}
          </Link>
        ))}
      </nav>
      <Content />
    </>
  );
}
