import { useSpeech } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Field, Input, Select } from "../../ui/field";
import { ZoneInput } from "../../ui/zone";
import { PRESETS, type Timing } from "./timing";
import { WORDS } from "./words";

interface WhenProps {
  timing: Timing;
  time: (timing: Timing) => void;
  zone: string;
  setZone: (zone: string) => void;
}

const DAYS = [1, 2, 3, 4, 5, 6, 0];
/** A Sunday, from which days of the week are counted. */
const SUNDAY = Date.UTC(2026, 0, 4);
const DAY_MS = 86_400_000;

/** A usual timing, or cron for whoever needs another; always with the zone it is read in. */
export function When({ timing, time, zone, setZone }: WhenProps) {
  const words = usePageWords(WORDS);
  const { preset } = timing;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Field label={words.form.when}>
        {(id) => (
          <Select
            id={id}
            value={preset}
            onChange={(event) =>
              time({ ...timing, preset: PRESETS.find((one) => one === event.target.value) ?? preset })
            }
          >
            {PRESETS.map((one) => (
              <option key={one} value={one}>
                {words.preset[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {preset === "weekly" && <Weekday timing={timing} time={time} />}
      {(preset === "weekly" || preset === "weekdays") && (
        <Field label={words.form.time}>
          {(id) => (
            <Input
              id={id}
              type="time"
              required
              value={timing.time}
              onChange={(event) => time({ ...timing, time: event.target.value || timing.time })}
            />
          )}
        </Field>
      )}
      {preset === "own" && (
        <Field label={words.form.cron}>
          {(id) => (
            <Input
              id={id}
              required
              className="font-mono"
              value={timing.cron}
              onChange={(event) => time({ ...timing, cron: event.target.value })}
            />
          )}
        </Field>
      )}
      <ZoneInput label={words.form.zone} zone={zone} setZone={setZone} />
    </div>
  );
}

function Weekday({ timing, time }: Pick<WhenProps, "timing" | "time">) {
  const { language } = useSpeech();
  const { form } = usePageWords(WORDS);
  const name = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return (
    <Field label={form.weekday}>
      {(id) => (
        <Select
          id={id}
          value={timing.weekday}
          onChange={(event) => time({ ...timing, weekday: Number(event.target.value) })}
        >
          {DAYS.map((day) => (
            <option key={day} value={day}>
              {name.format(SUNDAY + day * DAY_MS)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
