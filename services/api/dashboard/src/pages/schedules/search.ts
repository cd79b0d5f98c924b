/** Which schedule's history is open, whether a new one is being made, list or week: as it stands in the address. */
export interface ScheduleSearch {
  history?: string;
  fresh?: true;
  view?: "week";
}

export function scheduleSearch(given: Record<string, unknown>): ScheduleSearch {
  const { history, fresh, view } = given;
  return {
    ...(typeof history === "string" && /^[0-9a-f-]{36}$/.test(history) && { history }),
    ...(fresh === true && { fresh }),
    ...(view === "week" && { view }),
  };
}
