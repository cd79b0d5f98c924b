import type { ComponentProps } from "react";
import { cx } from "../lib/cx";

const LOOKS = {
  primary: "bg-accent text-accent-ink hover:brightness-110",
  plain: "border border-line bg-raised text-ink hover:border-dim",
  quiet: "text-dim hover:bg-raised hover:text-ink",
  danger: "border border-bad text-bad hover:bg-bad/10",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
  busy?: boolean;
}

export function Button({ look = "plain", busy = false, className, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(
        "inline-flex min-h-9 items-center justify-center gap-2 rounded-lg px-3 text-sm font-medium transition",
        "disabled:cursor-not-allowed disabled:opacity-55 max-md:min-h-11",
        LOOKS[look],
        className,
      )}
    />
  );
}
