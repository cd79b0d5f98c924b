/** On or off at once. */
import { cx } from "../lib/cx";

interface SwitchProps {
  label: string;
  on: boolean;
  turn: (on: boolean) => void;
  disabled?: boolean;
}

export function Switch({ label, on, turn, disabled = false }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      onClick={() => turn(!on)}
      className={cx(
        "relative h-6 w-11 shrink-0 rounded-full border transition disabled:cursor-not-allowed disabled:opacity-55",
        on ? "border-good bg-good/30" : "border-dim bg-raised",
      )}
    >
      <span
        className={cx(
          "absolute top-0.5 size-4.5 rounded-full transition-all",
          on ? "start-5.5 bg-good" : "start-0.5 bg-dim",
        )}
      />
    </button>
  );
}
