/** The language of the page: chosen by hand, else the browser's; and how it writes times and numbers. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en, type Words } from "./en";
import { type Format, makeFormat } from "./format";
import { ru } from "./ru";

export const LANGUAGES = { ru, en } as const;
export type Language = keyof typeof LANGUAGES;

interface Speech {
  language: Language;
  speak: (language: Language) => void;
  /** Times are told in this zone; without one, in the browser's. */
  liveIn: (zone: string | null) => void;
  words: Words;
  format: Format;
}

const KEY = "maxsignal.language";
const Context = createContext<Speech | null>(null);

function usual(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "ru" || kept === "en") return kept;
  return navigator.language.startsWith("ru") ? "ru" : "en";
}

/** The server may know zones that this browser does not. */
function known(zone: string | null): string | undefined {
  try {
    return zone === null
      ? undefined
      : new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export function Speaking({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, setLanguage] = useState<Language>(initial ?? usual);
  const [zone, liveIn] = useState<string | null>(null);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      speak(next) {
        localStorage.setItem(KEY, next);
        setLanguage(next);
      },
      words: LANGUAGES[language],
      liveIn,
      format: makeFormat(language, known(zone)),
    }),
    [language, zone],
  );
  return <Context value={speech}>{children}</Context>;
}

export function useSpeech(): Speech {
  const speech = useContext(Context);
  if (!speech) throw new Error("useSpeech outside of <Speaking>");
  return speech;
}

export const useWords = (): Words => useSpeech().words;
export const useFormat = (): Format => useSpeech().format;
