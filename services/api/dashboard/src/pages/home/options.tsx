/** What one run is to do otherwise than its analysis; what is left alone stays the analysis' own. */
import { useId } from "react";
import type { Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { LANGUAGES, type Language } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Field, Input, Select } from "../../ui/field";
import { WORDS } from "./words";

export type Options = Schemas["RunOptions"];

interface OptionsProps {
  options: Options;
  change: (options: Options) => void;
}

const SPOKEN = Object.keys(LANGUAGES) as Language[];
/** `candles` of a run may be fewer than those of an analysis. */
const [FEWEST, MOST] = [1, 1000];

export function RunOptions({ options, change }: OptionsProps) {
  const words = usePageWords(WORDS).options;
  const admin = useIsAdmin();
  const hint = useId();
  const { languages, candles, auto_publish: publish } = options;
  const language = languages?.length === 1 ? languages[0] : "";
  return (
    <fieldset className="grid min-w-0 gap-3" aria-describedby={hint}>
      <p id={hint} className="text-xs text-dim">
        {words.hint}
      </p>
      <Field label={words.languages}>
        {(id) => (
          <Select
            id={id}
            value={language}
            onChange={({ target }) => {
              const only = SPOKEN.find((one) => one === target.value);
              change({ ...options, languages: only ? [only] : null });
            }}
          >
            <option value="">{words.usual}</option>
            {SPOKEN.map((one) => (
              <option key={one} value={one}>
                {words.only(LANGUAGES[one].name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.candles}>
        {(id) => (
          <Input
            id={id}
            type="number"
            min={FEWEST}
            max={MOST}
            placeholder={words.usual}
            value={candles ?? ""}
            onChange={({ target }) =>
              change({ ...options, candles: target.value === "" ? null : target.valueAsNumber })
            }
          />
        )}
      </Field>
      {admin && (
        <Field label={words.publish}>
          {(id) => (
            <Select
              id={id}
              value={publish === null || publish === undefined ? "" : String(publish)}
              onChange={({ target }) =>
                change({ ...options, auto_publish: target.value === "" ? null : target.value === "true" })
              }
            >
              <option value="">{words.usual}</option>
              <option value="false">{words.no}</option>
              <option value="true">{words.yes}</option>
            </Select>
          )}
        </Field>
      )}
    </fieldset>
  );
}
