import { Link } from "@tanstack/react-router";
import { useWords } from "../i18n";
import { Icon } from "../shell/icons";
import { ON_PHONE, useRail } from "../shell/pages";
import { Title } from "../ui/title";

/** What the bar of a phone has no room for. */
export function More() {
  const words = useWords();
  return (
    <>
      <Title>{words.nav.more}</Title>
      <ul className="grid gap-2">
        {useRail()
          .slice(ON_PHONE)
          .map(({ to, name }) => (
            <li key={to}>
              <Link
                to={to}
                className="flex min-h-12 items-center gap-3 rounded-xl border border-line bg-surface px-4"
              >
                <Icon name={name} />
                {words.nav[name]}
              </Link>
            </li>
          ))}
      </ul>
    </>
  );
}
