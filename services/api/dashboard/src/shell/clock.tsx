/** The time where markets are told about, and where the reader is; a phone has room for the reader's. */
import { useMemo } from "react";
import { useFormat, useSpeech } from "../i18n";
import { useNow } from "../lib/now";

export function Clock() {
  const { language } = useSpeech();
  const { zone } = useFormat();
  const now = useNow();
  const [utc, own] = useMemo(() => {
    const clock = (timeZone: string) =>
      new Intl.DateTimeFormat(language, {
        hour: "2-digit",
        minute: "2-digit",
        timeZone,
        timeZoneName: "short",
      });
    return [clock("UTC"), clock(zone)];
  }, [language, zone]);
  return (
    <span title={zone} className="truncate">
      {zone !== "UTC" && <span className="max-sm:hidden">{utc.format(now)} · </span>}
      {own.format(now)}
    </span>
  );
}
