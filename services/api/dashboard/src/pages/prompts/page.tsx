import { useParams } from "@tanstack/react-router";
import { api } from "../../api/client";
import { ProblemPanel, Skeleton } from "../../ui/states";
import { Title } from "../../ui/title";

export function PromptPage() {
  const { step } = useParams({ from: "/inside/prompts/$step" });
  const prompt = api.useQuery("get", "/api/prompts/{step}", { params: { path: { step: step as "smc" } } });
  if (prompt.isPending) return <Skeleton rows={8} />;
  if (prompt.isError) return <ProblemPanel error={prompt.error} retry={() => prompt.refetch()} />;
  return <Title>{prompt.data.step}</Title>;
}
