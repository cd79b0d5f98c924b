import { Link } from "@tanstack/react-router";
import { useWords } from "../i18n";
import { Empty } from "../ui/states";

export function Missing() {
  const words = useWords();
  return (
    <div className="p-8">
      <Empty
        action={
          <Link to="/" className="text-accent underline">
            {words.nav.home}
          </Link>
        }
      >
        {words.page.missing}
      </Empty>
    </div>
  );
}
