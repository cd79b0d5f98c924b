/** Before unsaved changes are left behind somebody is asked: by the page on the way to another, by the browser on closing. */
import { useBlocker } from "@tanstack/react-router";
import { inBoth, usePageWords } from "../i18n/page-words";
import { Button } from "./button";
import { Dialog } from "./dialog";

const WORDS = inBoth(
  {
    title: "Unsaved changes",
    what: "What you changed here is not saved and will be lost.",
    stay: "Stay",
    leave: "Leave it",
  },
  {
    title: "Есть несохранённое",
    what: "То, что вы здесь изменили, не сохранено и пропадёт.",
    stay: "Остаться",
    leave: "Уйти без сохранения",
  },
);

interface Place {
  pathname: string;
  search: object;
}

const tab = ({ search }: Place): unknown => ("tab" in search ? search.tab : undefined);

/** Another tab of a page is another page; the rest of the address is not. */
export const leads = (from: Place, to: Place) => from.pathname !== to.pathname || tab(from) !== tab(to);

export function Leaving({ unsaved }: { unsaved: boolean }) {
  const words = usePageWords(WORDS);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved && leads(current, next),
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Dialog title={words.title} close={reset}>
      <p>{words.what}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="primary" onClick={reset}>
          {words.stay}
        </Button>
        <Button look="danger" onClick={proceed}>
          {words.leave}
        </Button>
      </div>
    </Dialog>
  );
}
