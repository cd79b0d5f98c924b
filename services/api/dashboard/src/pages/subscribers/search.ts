/** What the list of subscribers is filtered by, as it stands in the address. */
const LANGUAGES = ["ru", "en"] as const;
const STATES = ["active", "inactive"] as const;

export interface SubscriberSearch {
  state?: (typeof STATES)[number] | undefined;
  language?: (typeof LANGUAGES)[number] | undefined;
  topic?: string | undefined;
  q?: string | undefined;
}

function words(value: unknown, most: number): string | undefined {
  // A number in the address is read as one: a chat id is looked for all the same.
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= most ? text : undefined;
}

/** An address is written by anybody: what is not understood is left out. */
export function subscriberSearch(given: Record<string, unknown>): SubscriberSearch {
  const topic = words(given.topic, 80);
  const found: SubscriberSearch = {
    state: STATES.find((one) => one === given.state),
    language: LANGUAGES.find((one) => one === given.language),
    topic: topic && /^(instrument|analysis):/.test(topic) ? topic : undefined,
    q: words(given.q, 64),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The filters as the API takes them. */
export function asQuery({ state, language, topic, q }: SubscriberSearch) {
  return {
    ...(state && { active: state === "active" }),
    ...(language && { language }),
    ...(topic && { topic }),
    ...(q && { q }),
  };
}

export { LANGUAGES, STATES };
