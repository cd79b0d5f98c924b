/** The post part by part, exactly as it is sent, with how much of a message each part fills. */
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { LANGUAGES, useSpeech, useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Copy } from "../../ui/copy";
import { Empty } from "../../ui/states";
import { withEntities } from "./entities";

const LIMIT = 4096;

export function PostPreview({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  const { language } = useSpeech();
  const [chosen, choose] = useState<string>(language);
  const post = run.posts.find((one) => one.language === chosen) ?? run.posts[0];
  if (!post) return <Empty>{words.run.noPost}</Empty>;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {run.posts.map((one) => (
          <Button
            key={one.language}
            aria-pressed={one.language === post.language}
            look={one.language === post.language ? "primary" : "plain"}
            onClick={() => choose(one.language)}
          >
            {LANGUAGES[one.language].name}
          </Button>
        ))}
        <span className="text-sm text-dim">
          {post.made_by === "twin" ? words.run.madeByTwin : words.run.madeByModel}
        </span>
        <Copy text={post.text} />
      </div>
      {post.parts.map((part, place) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is named by its place
          key={place}
          title={words.run.part(place + 1, post.parts.length)}
          aside={<Length units={part.text.length} />}
          className="max-w-2xl"
        >
          <p lang={post.language} className="whitespace-pre-wrap break-words">
            {withEntities(part.text, part.entities)}
          </p>
        </Card>
      ))}
    </div>
  );
}

function Length({ units }: { units: number }) {
  const words = useWords();
  const label = words.run.length(units, LIMIT);
  return (
    <span className="flex items-center gap-2 text-xs text-dim">
      <meter min={0} max={LIMIT} high={LIMIT * 0.9} value={units} aria-label={label} className="w-20" />
      {label}
    </span>
  );
}
