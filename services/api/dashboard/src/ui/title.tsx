import { type ReactNode, useEffect } from "react";
import { useWords } from "../i18n";

/** What the tab is called. */
export function useTitle(title: string): void {
  const { brand } = useWords();
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
}

/** The page's heading, which is the tab's name too. */
export function Title({ children, aside, of }: { children: string; aside?: ReactNode; of?: ReactNode }) {
  useTitle(children);
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
      <div className="flex min-w-0 flex-wrap items-center gap-3">
        <h1 className="text-xl font-bold">{children}</h1>
        {of}
      </div>
      {aside}
    </div>
  );
}
