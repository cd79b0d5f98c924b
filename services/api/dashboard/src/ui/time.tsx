/** A moment: how long ago, and exactly when with its zone. */
import { useFormat } from "../i18n";
import { useNow } from "../lib/now";

export function Ago({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.time(at)} className="whitespace-nowrap">
      {format.ago(at, useNow())}
    </time>
  );
}

export function Exactly({ at }: { at: string }) {
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {useFormat().time(at)}
    </time>
  );
}
