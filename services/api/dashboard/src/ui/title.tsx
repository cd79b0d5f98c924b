import { type ReactNode, useEffect } from "react";
import { useWords } from "../i18n";

/** The page's heading, which is the tab's name too. */
export function Title({ children, aside, of }: { children: string; aside?: ReactNode; of?: ReactNode }) {
  const { brand } = useWords();
  useEffect(() => {
    document.title = `${children} · ${brand}`;
  }, [children, brand]);
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
