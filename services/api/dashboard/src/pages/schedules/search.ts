/** Which schedule's history is open, or whether a new one is being made, as it stands in the address. */
export interface ScheduleSearch {
  history?: string;
  fresh?: true;
}

export function scheduleSearch(given: Record<string, unknown>): ScheduleSearch {
  const { history, fresh } = given;
  return {
    ...(typeof history === "string" && /^[0-9a-f-]{36}$/.test(history) && { history }),
    ...(fresh === true && { fresh }),
  };
}
