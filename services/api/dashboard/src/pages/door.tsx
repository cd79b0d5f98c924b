/** The frame of what is seen before one is in. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { LanguageSwitch, ThemeSwitch } from "../shell/switches";

export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { brand } = useWords();
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-4 p-4">
      <p className="text-2xl font-bold tracking-tight">{brand}</p>
      <div className="grid w-full max-w-sm gap-4 rounded-xl border border-line bg-surface p-6">
        <h1 className="text-lg font-semibold">{title}</h1>
        {children}
      </div>
      <div className="flex items-center gap-1">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}
