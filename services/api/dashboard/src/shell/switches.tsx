/** Language and theme, which are this device's. */
import { LANGUAGES, type Language, useSpeech, useWords } from "../i18n";
import { chooseTheme, useTheme } from "../lib/theme";
import { Icon } from "./icons";

export function LanguageSwitch() {
  const { language, speak } = useSpeech();
  const other = (Object.keys(LANGUAGES) as Language[]).find((one) => one !== language) ?? language;
  return (
    <button
      type="button"
      lang={other}
      onClick={() => speak(other)}
      className="min-h-9 rounded-lg px-2 text-sm text-dim hover:bg-raised hover:text-ink"
    >
      {LANGUAGES[other].name}
    </button>
  );
}

export function ThemeSwitch() {
  const words = useWords();
  const theme = useTheme();
  const [next, label, icon] =
    theme === "dark"
      ? (["light", words.theme.toLight, "sun"] as const)
      : (["dark", words.theme.toDark, "moon"] as const);
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
      className="grid size-9 place-items-center rounded-lg text-dim hover:bg-raised hover:text-ink"
    >
      <Icon name={icon} />
    </button>
  );
}
