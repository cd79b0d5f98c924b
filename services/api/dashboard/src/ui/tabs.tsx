/** Tabs whose choice lives in the address; only the chosen one is made. */
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

interface TabsProps<T extends string> {
  value: T;
  choose: (value: T) => void;
  tabs: readonly (readonly [T, string, ReactNode])[];
}

export function Tabs<T extends string>({ value, choose, tabs }: TabsProps<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => choose(next as T)}>
      <Radix.List className="my-4 flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map(([name, label]) => (
          <Radix.Trigger
            key={name}
            value={name}
            className="min-h-10 whitespace-nowrap border-b-2 border-transparent px-3 text-sm text-dim data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(([name, , content]) => (
        <Radix.Content key={name} value={name}>
          {name === value && content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
