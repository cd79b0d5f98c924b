import { useWords } from "../i18n";
import { usePageWords } from "../i18n/page-words";
import { Dialog } from "../ui/dialog";
import { useRail } from "./pages";
import { WORDS } from "./words";

/** Which keys there are. */
export function Help({ close }: { close: () => void }) {
  const words = useWords();
  const { help } = usePageWords(WORDS);
  const keys: [string[], string][] = [
    [["Ctrl K", "⌘ K"], help.palette],
    [["?"], help.help],
    [["/"], help.filter],
    [["J", "K"], help.rows],
    [["Enter"], help.open],
    [["Esc"], help.close],
    [["[", "]"], help.neighbours],
    [["C"], help.copy],
    [["D"], help.compare],
    [["E"], help.expand],
    [["R"], help.again],
    [["P"], help.publish],
    ...useRail().map(({ key, name }): [string[], string] => [[`G ${key.slice(-1)}`], words.nav[name]]),
  ];
  return (
    <Dialog title={help.title} close={close}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 text-sm">
        {keys.map(([strokes, does]) => (
          <div key={does} className="col-span-2 grid grid-cols-subgrid">
            <dt className="flex gap-1">
              {strokes.map((one) => (
                <kbd key={one} className="rounded border border-line bg-raised px-1.5 font-mono text-xs">
                  {one}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-dim">{help.off}</p>
    </Dialog>
  );
}
