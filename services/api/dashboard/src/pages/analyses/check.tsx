/** A box to tick with its word. */
interface CheckProps {
  label: string;
  checked: boolean;
  set: (on: boolean) => void;
}

export function Check({ label, checked, set }: CheckProps) {
  return (
    <label className="inline-flex min-h-9 items-center gap-2 text-sm max-md:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => set(target.checked)}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
}
