/** What the prompt editor asks of the server: what a text becomes, and a version made of it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http, queries } from "../../api/client";
import type { Language } from "../../i18n";
import { useDebounced } from "../../lib/debounced";
import type { Saved } from "../analyses/save";
import type { StepName } from "../analyses/search";

export type Texts = Record<string, string>;

interface Draft {
  /** The version that was active when the editing began. */
  base: number;
  texts: Texts;
}

/** Refused when somebody activated another version meanwhile. */
export async function addVersion(step: StepName, draft: Draft, saved: Saved): Promise<void> {
  const match = `"${draft.base}"`;
  try {
    const { data: added } = await http.POST("/api/prompts/{step}/versions", {
      params: { path: { step }, header: { "if-match": match, "idempotency-key": saved.key } },
      body: { texts: draft.texts, note: saved.note },
    });
    if (added && saved.activate)
      await http.POST("/api/prompts/{step}/activate", {
        params: { path: { step }, header: { "if-match": match } },
        body: { version: added.version },
      });
  } finally {
    await queries.invalidateQueries({ queryKey: ["get"] });
  }
}

interface Previewed {
  step: StepName;
  language: Language;
  text: string;
  /** Whose data is shown; without one, those of the newest run there is. */
  run?: string;
}

export function usePreview({ step, language, text, run }: Previewed) {
  const calm = useDebounced(text);
  return useQuery({
    queryKey: ["prompt-preview", step, language, calm, run],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const params = { path: { step } };
      const { data } = await http.POST("/api/prompts/{step}/preview", {
        ...{ params, signal },
        body: { language, text: calm, ...(run && { run_id: run }) },
      });
      if (!data) throw new Error("no body");
      return data;
    },
  });
}
