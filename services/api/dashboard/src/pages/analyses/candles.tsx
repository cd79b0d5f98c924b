/** Where the candles come from, and which higher timeframes come with them. */
import { useId } from "react";
import { Field, Input, Select } from "../../ui/field";
import { Check } from "./check";
import { type Spec, TIMEFRAMES, toggled } from "./spec";
import { useAnalysesWords } from "./words";

/** The second stands in while the first cannot be asked. */
const MOST_SOURCES = 2;
const MOST_CONTEXT = 3;
const KNOWN = [
  "moex",
  "tinvest",
  "yfinance",
  "ccxt:binance",
  "ccxt:bybit",
  "ccxt:kraken",
  "import",
  "replay",
];

interface CandlesProps {
  spec: Spec;
  change: (spec: Spec) => void;
}

export function Candles({ spec, change }: CandlesProps) {
  return (
    <>
      <Sources spec={spec} change={change} />
      <Context spec={spec} change={change} />
    </>
  );
}

function Sources({ spec, change }: CandlesProps) {
  const { general } = useAnalysesWords();
  const list = useId();
  const { sources } = spec;
  return (
    <>
      {[...sources, ""].slice(0, MOST_SOURCES).map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a source is named by its place
        <Field key={place} label={place ? general.standIn : general.source}>
          {(id) => (
            <Input
              id={id}
              list={list}
              spellCheck={false}
              placeholder={place ? general.noStandIn : general.ownSource}
              value={one}
              onChange={({ target }) =>
                change({
                  ...spec,
                  sources: sources.toSpliced(place, 1, target.value.trim()).filter(Boolean),
                })
              }
            />
          )}
        </Field>
      ))}
      <datalist id={list}>
        {KNOWN.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

/** Null is what is usual for a timeframe; an empty choice is none at all. */
function Context({ spec, change }: CandlesProps) {
  const { general } = useAnalysesWords();
  const { context } = spec;
  return (
    <fieldset className="grid min-w-0 gap-1 md:col-span-2">
      <Field label={general.context}>
        {(id) => (
          <Select
            id={id}
            value={context === null || context === undefined ? "usual" : "own"}
            onChange={({ target }) => change({ ...spec, context: target.value === "usual" ? null : [] })}
          >
            <option value="usual">{general.usualContext}</option>
            <option value="own">{general.ownContext}</option>
          </Select>
        )}
      </Field>
      {context && (
        <div className="flex flex-wrap gap-x-4">
          {TIMEFRAMES.map((one) => (
            <Check
              key={one}
              label={one}
              checked={context.includes(one)}
              set={(on) => {
                const next = toggled(TIMEFRAMES, context, one, on);
                if (next.length <= MOST_CONTEXT) change({ ...spec, context: next });
              }}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
