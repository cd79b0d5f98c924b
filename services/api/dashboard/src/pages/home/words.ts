import { inBoth } from "../../i18n/page-words";

export const WORDS = inBoth(
  {
    checklist: "First steps",
    hide: "Hide",
    optional: "optional",
    done: "done",
    todo: "to do",
    steps: {
      instrument: "Switch on an instrument",
      run: "Start the first run with the form on this page",
      schedule: "Let it run by itself: make a schedule",
      model: "Switch on a model; without one, posts are written by rules alone",
      telegram: "Store the token of your bot; without one, posts go where the server was told at its start",
    },
    running: "Running now",
    today: "Still today",
    nothingToday: "Nothing more by itself today.",
    spent: "Spent on models today (UTC)",
    of: (cap: string) => `of ${cap}`,
  },
  {
    checklist: "Первые шаги",
    hide: "Скрыть",
    optional: "по желанию",
    done: "сделано",
    todo: "впереди",
    steps: {
      instrument: "Включите инструмент",
      run: "Начните первый запуск в форме на этой странице",
      schedule: "Пусть запускается само: создайте расписание",
      model: "Включите модель; без неё посты пишутся только по правилам",
      telegram: "Сохраните токен своего бота; без него посты идут туда, куда указано при старте сервера",
    },
    running: "Сейчас идут",
    today: "Ещё сегодня",
    nothingToday: "Сегодня само больше ничего не запустится.",
    spent: "Потрачено на модели сегодня (UTC)",
    of: (cap) => `из ${cap}`,
  },
);
