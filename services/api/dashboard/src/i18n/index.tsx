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

export function Speaking({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, setLanguage] = useState<Language>(initial ?? usual);
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
      format: makeFormat(language),
    }),
    [language],
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
