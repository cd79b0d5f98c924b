/** Words of the comparison of two runs. */
import { inBoth, usePageWords } from "../../i18n/page-words";

const WORDS = inBoth(
  {
    title: "Two runs side by side",
    pick: "Choose two runs in the list to compare them.",
    other: "These runs are about different things: their prices do not compare.",
    inputs: "Inputs and cost",
    plan: "Plan",
    levels: "Levels that differ",
    onlyA: "Only on the left",
    onlyB: "Only on the right",
    sameLevels: "All levels are the same.",
    text: "Text",
    sameText: "The texts are the same.",
    field: "What",
    noPost: "One of them has no post in this language.",
    candles: "Candles",
    version: "Version of the analysis",
    twin: "without a model",
    model: "by a model",
    writer: "Written",
  },
  {
    title: "Два запуска рядом",
    pick: "Выберите в списке два запуска, чтобы сравнить их.",
    other: "Эти запуски о разном: их цены сравнивать нельзя.",
    inputs: "Входы и стоимость",
    plan: "План",
    levels: "Различия уровней",
    onlyA: "Только слева",
    onlyB: "Только справа",
    sameLevels: "Все уровни одинаковы.",
    text: "Текст",
    sameText: "Тексты одинаковы.",
    field: "Что",
    noPost: "У одного из них нет поста на этом языке.",
    candles: "Свечи",
    version: "Версия анализа",
    twin: "без модели",
    model: "моделью",
    writer: "Написан",
  },
);

export const useCompareWords = () => usePageWords(WORDS);
