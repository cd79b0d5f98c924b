// A text with its entities as DOM nodes. Nothing is ever parsed as markup. Strings here count UTF-16
// units, as the Bot API does.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span", date_time: "time",
  bot_command: "span", mention: "span", hashtag: "span", cashtag: "span",
};
const SCHEMES = ["http:", "https:", "tg:"];

export function rendered(text, entities) {
  const sorted = entities
    .map((one) => ({ ...one, end: one.offset + one.length }))
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, sorted);
  return root;
}

// A range that crosses the end of the one around it is clipped there.
function fill(parent, text, start, end, entities) {
  let inside = entities;
  while (inside.length) {
    const [first, ...rest] = inside;
    const stop = Math.min(end, first.end);
    parent.append(text.slice(start, first.offset));
    const node = element(first, text.slice(first.offset, stop));
    fill(node, text, first.offset, stop, rest.filter((one) => one.offset < stop));
    parent.append(node);
    inside = rest.filter((one) => one.offset >= stop);
    start = stop;
  }
  parent.append(text.slice(start, end));
}

function element(entity, words) {
  const address = entity.type === "text_link" ? entity.url : entity.type === "url" ? words : null;
  if (address) return link(address);
  const node = document.createElement(TAGS[entity.type] ?? "span");
  node.className = entity.type;
  if (entity.type === "expandable_blockquote") unfolds(node, "folded");
  if (entity.type === "spoiler") unfolds(node, "hidden-words");
  if (entity.type === "date_time" && entity.unix_time) {
    node.title = new Date(entity.unix_time * 1000).toLocaleString();
  }
  return node;
}

export function link(address) {
  const parsed = URL.parse(address) ?? URL.parse(`https://${address}`);
  if (!parsed || !SCHEMES.includes(parsed.protocol)) return document.createElement("span");
  const node = document.createElement("a");
  node.href = parsed.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function unfolds(node, folded) {
  node.classList.add(folded);
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.setAttribute("aria-expanded", "false");
  const turn = () => node.setAttribute("aria-expanded", String(!node.classList.toggle(folded)));
  node.addEventListener("click", turn);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    turn();
  });
}
