/** A window over the page; Escape and a press beside it close it, the keyboard stays inside. */
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { cx } from "../lib/cx";
import { Button } from "./button";

interface DialogProps {
  title: string;
  close: () => void;
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ title, close, wide = false, children }: DialogProps) {
  const words = useWords();
  return (
    <Radix.Root open onOpenChange={(open) => open || close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Radix.Content
          aria-describedby={undefined}
          className={cx(
            "fixed inset-x-2 top-1/2 z-50 mx-auto grid max-h-[92dvh] -translate-y-1/2 gap-4 overflow-y-auto",
            "rounded-xl border border-line bg-surface p-4 shadow-2xl outline-none sm:p-5",
            wide ? "max-w-3xl" : "max-w-md",
          )}
        >
          <div className="flex items-center justify-between gap-3">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button look="quiet" aria-label={words.action.close}>
                <span aria-hidden="true">✕</span>
              </Button>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
