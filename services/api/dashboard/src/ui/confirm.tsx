/** A press that asks first and names what it will do; what was refused is told in the same place. */
import { type ReactNode, useState } from "react";
import { useWords } from "../i18n";
import { Button, type ButtonProps } from "./button";
import { Dialog } from "./dialog";
import { ProblemPanel } from "./states";

interface ConfirmProps extends Pick<ButtonProps, "look" | "disabled"> {
  label: string;
  effect: ReactNode;
  act: () => Promise<unknown>;
}

export function Confirm({ label, effect, act, look = "danger", disabled }: ConfirmProps) {
  const [asking, ask] = useState(false);
  return (
    <>
      <Button look={look} disabled={disabled} onClick={() => ask(true)}>
        {label}
      </Button>
      {asking && <Question label={label} effect={effect} act={act} look={look} close={() => ask(false)} />}
    </>
  );
}

function Question({ label, effect, act, look, close }: ConfirmProps & { close: () => void }) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function go(): Promise<void> {
    setBusy(true);
    try {
      await act();
      close();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  }

  return (
    <Dialog title={label} close={close}>
      <div>{effect}</div>
      {error !== null && <ProblemPanel error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{words.action.cancel}</Button>
        <Button look={look ?? "danger"} busy={busy} onClick={go}>
          {label}
        </Button>
      </div>
    </Dialog>
  );
}
