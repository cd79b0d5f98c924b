import { usePageWords } from "../../i18n/page-words";
import { Copy } from "../../ui/copy";
import { Dialog } from "../../ui/dialog";
import { WORDS } from "./words";

interface ShownOnceProps {
  title: string;
  why: string;
  text: string;
  close: () => void;
}

/** What nobody can read again once this is closed. */
export function ShownOnce({ title, why, text, close }: ShownOnceProps) {
  const words = usePageWords(WORDS);
  return (
    <Dialog title={title} close={close}>
      <p>{why}</p>
      <p className="flex flex-wrap items-center gap-2">
        <code className="break-all rounded-lg bg-ground p-3 text-lg">{text}</code>
        <Copy text={text} />
      </p>
      <p className="text-sm text-wait">{words.onceOnly}</p>
    </Dialog>
  );
}
