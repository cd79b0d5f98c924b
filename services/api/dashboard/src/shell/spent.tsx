/** What models cost today beside the day's cap; the way to the rest of the system. */
import { Link } from "@tanstack/react-router";
import { api } from "../api/client";
import { useFormat, useWords } from "../i18n";

const EVERY_MS = 60_000;

export function SpentToday() {
  const words = useWords();
  const format = useFormat();
  const system = api.useQuery("get", "/api/system", {}, { refetchInterval: EVERY_MS });
  if (!system.data) return null;
  const { spent, cap } = system.data.spending;
  return (
    <Link to="/system" title={words.top.spent} className="text-xs text-dim hover:text-ink max-lg:hidden">
      <span className="sr-only">{words.top.spent}: </span>
      {format.money(spent)}
      {cap !== null && ` / ${format.money(cap)}`}
    </Link>
  );
}
