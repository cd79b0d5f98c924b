import { keepPreviousData } from "@tanstack/react-query";
import { api } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { useDebounced } from "../../lib/debounced";
import { Asked } from "../../ui/asked";
import { Firings } from "./firings";
import { WORDS } from "./words";

interface PreviewProps {
  cron: string;
  zone: string;
  instrument: string | undefined;
  leavesOut: boolean;
}

/** The next five firings of what is being written, as the server computes them. */
export function Preview({ cron, zone, instrument, leavesOut }: PreviewProps) {
  const words = usePageWords(WORDS);
  const settled = useDebounced(JSON.stringify({ cron, time_zone: zone, ...(instrument && { instrument }) }));
  const body = JSON.parse(settled) as { cron: string; time_zone: string };
  const preview = api.useQuery(
    "post",
    "/api/schedules/preview",
    { body },
    { placeholderData: keepPreviousData, retry: false },
  );
  const shown = { ...preview, data: preview.error ? undefined : preview.data };
  return (
    <section aria-live="polite" className="grid min-h-36 content-start gap-2 rounded-lg bg-ground p-3">
      <h3 className="text-sm font-semibold">{words.form.firings}</h3>
      <Asked of={shown}>
        {({ items }) =>
          items.length ? (
            <Firings firings={items} zone={body.time_zone} leavesOut={leavesOut} />
          ) : (
            <p className="text-sm text-dim">{words.noNext}</p>
          )
        }
      </Asked>
    </section>
  );
}
