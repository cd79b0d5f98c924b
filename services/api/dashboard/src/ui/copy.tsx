import { useState } from "react";
import { useWords } from "../i18n";
import { Button, type ButtonProps } from "./button";

const TOLD_MS = 1_500;

interface CopyProps extends Omit<ButtonProps, "look" | "onClick" | "children"> {
  text: string;
  label?: string;
}

export function Copy({ text, label, ...rest }: CopyProps) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), TOLD_MS);
  }
  return (
    <Button {...rest} look="quiet" onClick={copy}>
      <span aria-live="polite">{copied ? words.action.copied : (label ?? words.action.copy)}</span>
    </Button>
  );
}
