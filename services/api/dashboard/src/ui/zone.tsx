/** A time zone by its name, with the browser's list to choose from. */
import { useId } from "react";
import { Field, Input } from "./field";

interface ZoneProps {
  label: string;
  zone: string;
  setZone: (zone: string) => void;
}

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export function ZoneInput({ label, zone, setZone }: ZoneProps) {
  const list = useId();
  return (
    <Field label={label}>
      {(id) => (
        <>
          <Input
            id={id}
            list={list}
            required
            spellCheck={false}
            value={zone}
            onChange={(event) => setZone(event.target.value)}
          />
          <datalist id={list}>
            {ZONES.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
