import type { ReactNode } from "react";
import { cx } from "../lib/cx";

interface CardProps {
  title?: string;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Card({ title, aside, className, children }: CardProps) {
  return (
    <section className={cx("min-w-0 rounded-xl border border-line bg-surface p-4", className)}>
      {(title || aside) && (
        <header className="mb-3 flex flex-wrap items-center justify-between gap-2">
          {title && <h2 className="text-base font-semibold">{title}</h2>}
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
