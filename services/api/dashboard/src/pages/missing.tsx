import { Link } from "@tanstack/react-router";
import { useWords } from "../i18n";
import { Empty } from "../ui/states";
import { Title } from "../ui/title";

/** What is not there, told as the page's heading, and the way home. */
export function Missing({ told }: { told?: string }) {
  const words = useWords();
  return (
    <>
      <Title>{told ?? words.page.missing}</Title>
      <Empty>
        <Link to="/" className="text-accent underline">
          {words.nav.home}
        </Link>
      </Empty>
    </>
  );
}

/** The same where there is no frame around it. */
export function Nowhere() {
  return (
    <main className="p-8">
      <Missing />
    </main>
  );
}
