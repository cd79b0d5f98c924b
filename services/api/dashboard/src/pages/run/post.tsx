/** The post part by part, exactly as it is sent; beside a model's, how it would read without one. */
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { LANGUAGES, useSpeech, useWords } from "../../i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Copy } from "../../ui/copy";
import { Empty } from "../../ui/states";
import { Deliveries } from "./deliveries";
import { withEntities } from "./entities";
import { useRunWords } from "./words";

type Post = Schemas["RenderedPost"];

const [TEXT_LIMIT, CAPTION_LIMIT] = [4096, 1024];

export function PostPreview({ run }: { run: Schemas["RunDetail"] }) {
  const words = useWords();
  const own = useRunWords();
  const { language } = useSpeech();
  const [chosen, choose] = useState<string>(language);
  const post = run.posts.find((one) => one.language === chosen) ?? run.posts[0];
  if (!post) return <Empty>{words.run.noPost}</Empty>;
  const twin = run.twins.find((one) => one.language === post.language);
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {run.posts.map((one) => (
          <Button
            key={one.language}
            lang={one.language}
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
      <div className={twin ? "grid items-start gap-4 xl:grid-cols-2" : "max-w-2xl"}>
        <Parts post={post} {...(twin && { title: own.model })} />
        {twin && <Parts post={twin} title={own.twin} />}
      </div>
      <Deliveries run={run} />
    </div>
  );
}

function Parts({ post, title }: { post: Post; title?: string }) {
  const words = useWords();
  const own = useRunWords();
  return (
    <div className="grid min-w-0 gap-4">
      {title && <h2 className="font-semibold">{title}</h2>}
      {post.picture && (
        <img
          src={`/api/pictures/${post.picture}.png`}
          alt={post.alt}
          width={1080}
          height={1080}
          loading="lazy"
          className="h-auto w-full rounded-xl border border-line"
        />
      )}
      {post.unpictured && (
        <p className="text-sm text-dim">
          {own.unpictured}: <code>{post.unpictured}</code>
        </p>
      )}
      {post.caption && (
        <Part part={post.caption} title={own.caption} limit={CAPTION_LIMIT} language={post.language} />
      )}
      {post.parts.map((part, place) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is named by its place
          key={place}
          part={part}
          title={words.run.part(place + 1, post.parts.length)}
          limit={TEXT_LIMIT}
          language={post.language}
        />
      ))}
    </div>
  );
}

interface PartProps {
  part: Schemas["PostPart"];
  title: string;
  limit: number;
  language: string;
}

function Part({ part, title, limit, language }: PartProps) {
  return (
    <Card title={title} aside={<Length units={part.text.length} limit={limit} />}>
      <p lang={language} className="whitespace-pre-wrap break-words">
        {withEntities(part.text, part.entities ?? [])}
      </p>
    </Card>
  );
}

function Length({ units, limit }: { units: number; limit: number }) {
  const words = useWords();
  const label = words.run.length(units, limit);
  return (
    <span className="flex items-center gap-2 text-xs text-dim">
      <meter min={0} max={limit} high={limit * 0.9} value={units} aria-label={label} className="w-20" />
      {label}
    </span>
  );
}
