/** The post in one language as it would be sent: picture, summary, messages, and the way to change it. */
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { useIsAdmin } from "../../api/me";
import { LANGUAGES, useSpeech } from "../../i18n";
import { usePageWords } from "../../i18n/page-words";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Copy } from "../../ui/copy";
import { Ago } from "../../ui/time";
import { Editor } from "./editor";
import { History } from "./history";
import { Message } from "./message";
import { WORDS } from "./words";

type Post = Schemas["PostDetail"];
type Text = Schemas["PostText"];

export function Texts({ post }: { post: Post }) {
  const { language } = useSpeech();
  const [chosen, choose] = useState<string>(language);
  const text = post.texts.find((one) => one.language === chosen) ?? post.texts[0];
  if (!text) return null;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {post.texts.map((one) => (
          <Button
            key={one.language}
            lang={one.language}
            aria-pressed={one.language === text.language}
            look={one.language === text.language ? "primary" : "plain"}
            onClick={() => choose(one.language)}
          >
            {LANGUAGES[one.language].name}
          </Button>
        ))}
        <Copy text={text.text} />
      </div>
      <Warnings of={post.warnings} />
      <Shown key={text.language} post={post} text={text} />
      <History id={post.run_id} text={text} />
    </div>
  );
}

function Warnings({ of }: { of: Post["warnings"] }) {
  const words = usePageWords(WORDS);
  if (!of.length) return null;
  return (
    <ul className="grid gap-1 rounded-xl border border-wait/40 bg-wait/10 p-3 text-sm">
      {of.map(({ code, detail }) => (
        <li key={`${code} ${detail}`} className="break-words">
          {words.warnings[code]}: {detail}
        </li>
      ))}
    </ul>
  );
}

function Shown({ post, text }: { post: Post; text: Text }) {
  const words = usePageWords(WORDS);
  const admin = useIsAdmin();
  const [editing, edit] = useState(false);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-dim">
        <span>{words.madeBy[text.made_by]}</span>
        {text.revision > 0 && (
          <span>
            {words.revision(text.revision)} {text.revised_by && words.by(text.revised_by)}{" "}
            {text.revised_at && <Ago at={text.revised_at} />}
          </span>
        )}
        {text.note && <span className="break-words">“{text.note}”</span>}
        {admin && post.editable && !editing && <Button onClick={() => edit(true)}>{words.edit.open}</Button>}
        {admin && !post.editable && <span>{words.edit.closed}</span>}
      </div>
      {editing ? <Editor id={post.run_id} text={text} close={() => edit(false)} /> : <Messages text={text} />}
    </>
  );
}

function Messages({ text }: { text: Text }) {
  const words = usePageWords(WORDS);
  const parts = (messages: Schemas["MessageView"][]) =>
    messages.map((message, place) => (
      <Message
        // biome-ignore lint/suspicious/noArrayIndexKey: a message is named by its place
        key={place}
        message={message}
        title={words.message(place + 1, messages.length)}
        language={text.language}
      />
    ));
  return (
    <div className={text.twin ? "grid items-start gap-4 xl:grid-cols-2" : "grid max-w-2xl gap-4"}>
      <div className="grid min-w-0 gap-4">
        {text.picture && (
          <img
            src={`/api/pictures/${text.picture}.png`}
            alt={text.alt}
            width={1080}
            height={1080}
            loading="lazy"
            className="h-auto w-full rounded-xl border border-line"
          />
        )}
        {text.caption && <Message message={text.caption} title={words.caption} language={text.language} />}
        {parts(text.parts)}
      </div>
      {text.twin && (
        <Card title={words.twin}>
          <div className="grid gap-4">{parts(text.twin)}</div>
        </Card>
      )}
    </div>
  );
}
