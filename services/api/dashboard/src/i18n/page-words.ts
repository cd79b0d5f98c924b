/** Words of one page, which travel with the page; a key that Russian lacks does not compile. */
import { type Language, useSpeech } from "./index";

export type InBoth<T> = Record<Language, T>;

export function inBoth<T>(en: T, ru: NoInfer<T>): InBoth<T> {
  return { en, ru };
}

export function usePageWords<T>(words: InBoth<T>): T {
  return words[useSpeech().language];
}
