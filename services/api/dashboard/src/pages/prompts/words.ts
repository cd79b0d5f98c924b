/** Words of the prompt editor. */
import { inBoth, usePageWords } from "../../i18n/page-words";
import { plural } from "../../i18n/plural";

const WORDS = inBoth(
  {
    title: (step: string) => `Prompt · ${step}`,
    language: "Language of the text",
    editor: "Text of the prompt",
    variables: "What the request may name",
    preview: "What a model would be sent",
    tokens: (n: string) => `about ${n} tokens`,
    data: "with the data of",
    thisRun: "this run",
    replay: "try a text on it",
    noRun: "No run has got as far as this step yet, so there is no data to show.",
    problems: "This cannot be sent:",
    place: (line: number, column: number) => `line ${line}, column ${column}`,
    roles: { system: "System", user: "Request" } as Record<string, string>,
    changed: (n: number) => `${n} ${plural("en", n, { one: "changed text", other: "changed texts" })}`,
    versions: "Versions",
    same: "These texts are the same.",
    unchanged: "Unchanged lines: $",
    diff: (older: number, newer: number) => `From version ${older} to version ${newer}`,
    mine: "Your text against the active one",
    conflict: "Below is how yours differs from it.",
  },
  {
    title: (step) => `Промпт · ${step}`,
    language: "Язык текста",
    editor: "Текст промпта",
    variables: "Что можно назвать в запросе",
    preview: "Что было бы отправлено модели",
    tokens: (n) => `около ${n} токенов`,
    data: "с данными",
    thisRun: "этого запуска",
    replay: "попробовать текст на нём",
    noRun: "Ни один запуск ещё не дошёл до этого шага, показать нечего.",
    problems: "Отправить это нельзя:",
    place: (line, column) => `строка ${line}, место ${column}`,
    roles: { system: "Система", user: "Запрос" },
    changed: (n) =>
      `${n} ${plural("ru", n, { one: "изменённый текст", few: "изменённых текста", other: "изменённых текстов" })}`,
    versions: "Версии",
    same: "Эти тексты одинаковы.",
    unchanged: "Без изменений, строк: $",
    diff: (older, newer) => `От версии ${older} к версии ${newer}`,
    mine: "Ваш текст против активного",
    conflict: "Ниже видно, чем ваша от неё отличается.",
  },
);

export const usePromptWords = () => usePageWords(WORDS);
