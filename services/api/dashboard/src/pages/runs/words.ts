import { inBoth } from "../../i18n/page-words";
import { plural } from "../../i18n/plural";

export const WORDS = inBoth(
  {
    cancel: "Cancel the run",
    cancelEffect:
      "The run ends as failed and never has a post. Model calls under way end by themselves and are paid.",
    cancelMany: (n: number) => `Cancel ${n} ${plural("en", n, { one: "run", other: "runs" })}`,
    cancelledSome: (done: number, all: number) =>
      `${done} of ${all} were cancelled; the others had ended or are not yours.`,
    picked: (n: number) => `${n} ${plural("en", n, { one: "run", other: "runs" })} picked`,
    unpick: "Pick none",
    csv: "Download as CSV",
    view: "Saved view",
    noView: "none",
    save: "Save this view",
    saveHint: "The filters above, under a name of your own.",
    name: "Name",
    remove: "Forget the view",
    removeEffect: (name: string) => `The view “${name}” is forgotten; no run is touched.`,
  },
  {
    cancel: "Отменить запуск",
    cancelEffect:
      "Запуск закончится с ошибкой, поста у него не будет. Начатые обращения к моделям доведут до конца и оплатят.",
    cancelMany: (n) =>
      `Отменить ${n} ${plural("ru", n, { one: "запуск", few: "запуска", other: "запусков" })}`,
    cancelledSome: (done, all) => `Отменено ${done} из ${all}: остальные уже закончились или начаты не вами.`,
    picked: (n) => `Выбрано: ${n}`,
    unpick: "Снять выбор",
    csv: "Скачать CSV",
    view: "Сохранённый вид",
    noView: "нет",
    save: "Сохранить вид",
    saveHint: "Фильтры выше под вашим названием.",
    name: "Название",
    remove: "Забыть вид",
    removeEffect: (name) => `Вид «${name}» будет забыт, запуски не изменятся.`,
  },
);
