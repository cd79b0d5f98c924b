import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "../lib/cx";

const BOX =
  "min-h-9 w-full rounded-lg border border-line bg-ground px-2.5 text-ink placeholder:text-dim max-md:min-h-11";

export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-sm text-dim">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cx(BOX, className)} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select {...rest} className={cx(BOX, className)} />;
}
