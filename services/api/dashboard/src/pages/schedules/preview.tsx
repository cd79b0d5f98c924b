import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { api } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { useDebounced } from "../../lib/debounced";
import { Asked } from "../../ui/asked";
import { Firings } from "./firings";
import { together } from "./timing";
import { WORDS } from "./words";

interface PreviewProps {
  cron: string;
  zone: string;
  instruments: string[];
  leavesOut: boolean;
}

/** Of more instruments than these closed days are not told before they are saved. */
const MOST = 8;

/** The next five firings of what is being written, as the server computes them for each instrument. */
export function Preview({ cron, zone, instruments, leavesOut }: PreviewProps) {
  const words = usePageWords(WORDS);
  const settled = useDebounced(JSON.stringify({ cron, zone, instruments: instruments.slice(0, MOST) }));
  const asked = JSON.parse(settled) as Pick<PreviewProps, "cron" | "zone" | "instruments">;
  const of = asked.instruments.length ? asked.instruments : [""];
  const previews = useQueries({
    queries: of.map((instrument) => ({
      ...api.queryOptions("post", "/api/schedules/preview", {
        body: { cron: asked.cron, time_zone: asked.zone, ...(instrument && { instrument }) },
      }),
      placeholderData: keepPreviousData,
      retry: false,
    })),
  });
  const failed = previews.find((one) => one.error);
  const known = previews.every((one) => one.data);
  const shown = {
    data:
      failed || !known
        ? undefined
        : together(
            of.map((instrument, place) => ({ instrument, firings: previews[place]?.data?.items ?? [] })),
          ),
    error: failed?.error,
    refetch: () => failed?.refetch(),
  };
  return (
    <section aria-live="polite" className="grid min-h-36 content-start gap-2 rounded-lg bg-ground p-3">
      <h3 className="text-sm font-semibold">{words.form.firings}</h3>
      <Asked of={shown}>
        {(firings) =>
          firings.length ? (
            <Firings firings={firings} zone={asked.zone} leavesOut={leavesOut} among={of.length} />
          ) : (
            <p className="text-sm text-dim">{words.noNext}</p>
          )
        }
      </Asked>
    </section>
  );
}
