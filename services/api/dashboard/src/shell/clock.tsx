/** The time where markets are told about, and where the reader is. */
import { useMemo } from "react";
import { useFormat, useSpeech } from "../i18n";
import { useNow } from "../lib/now";

export function Clock() {
  const { language } = useSpeech();
  const { zone } = useFormat();
  const now = useNow();
  const zones = zone === "UTC" ? ["UTC"] : ["UTC", zone];
  const told = useMemo(() => {
    const clock = (timeZone: string) =>
      new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone });
    return { utc: clock("UTC"), own: clock(zone) };
  }, [language, zone]);
  return (
    <span className="truncate">
      {zones.map((one, place) => `${(place ? told.own : told.utc).format(now)} ${one}`).join(" · ")}
    </span>
  );
}
