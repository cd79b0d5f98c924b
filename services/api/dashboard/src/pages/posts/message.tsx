/** One message as it would be sent, with how much of its room it takes. */
import type { Schemas } from "../../api/client";
import { usePageWords } from "../../i18n/page-words";
import { Card } from "../../ui/card";
import { withEntities } from "../run/entities";
import { WORDS } from "./words";

interface MessageProps {
  message: Schemas["MessageView"];
  title: string;
  language: string;
}

export function Message({ message, title, language }: MessageProps) {
  const words = usePageWords(WORDS);
  const label = words.units(message.length_utf16, message.limit);
  const room = (
    <span className="flex items-center gap-2 text-xs text-dim">
      <meter
        min={0}
        max={message.limit}
        high={message.limit * 0.9}
        value={message.length_utf16}
        aria-label={label}
        className="w-20"
      />
      {label}
    </span>
  );
  return (
    <Card title={title} aside={room}>
      <p lang={language} className="whitespace-pre-wrap break-words">
        {withEntities(message.text, message.entities)}
      </p>
    </Card>
  );
}
