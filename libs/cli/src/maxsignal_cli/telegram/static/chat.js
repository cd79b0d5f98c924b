// The page: a list of users, what each has received, and what they do about it.

import { messageView } from "./message.js";

const $ = (id) => document.getElementById(id);
const SEEN = "seen";
let open = location.hash.slice(1);
let chats = [];
let shown = new Map();
let notice = "";

async function ask(path, body) {
  const options = body && {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
  };
  const answer = await fetch(`_control/${path}`, options);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

const act = (action, body) => ask(`chats/${open}/${action}`, body).catch((error) => tell(error.message));

// --- the list of chats

const seen = () => JSON.parse(localStorage.getItem(SEEN) ?? "{}");

function markSeen(chat) {
  localStorage.setItem(SEEN, JSON.stringify({ ...seen(), [chat.chat_id]: chat.sent }));
}

function unread(chat) {
  const known = seen()[chat.chat_id] ?? 0;
  return known > chat.sent ? chat.sent : chat.sent - known;
}

function node(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function face(chat) {
  const made = node("span", "face", [...chat.name][0]);
  dye(made, chat);
  return made;
}

function dye(made, chat) {
  const digits = [...chat.chat_id].reduce((sum, char) => sum + char.codePointAt(0), 0);
  made.dataset.hue = digits % 6;
}

function line(chat) {
  const item = node("li", "");
  const button = node("button", "");
  button.type = "button";
  button.setAttribute("aria-current", String(chat.chat_id === open));
  const mine = chat.last && !chat.last.by_bot ? "You: " : "";
  const preview = node("span", "preview", chat.last ? mine + chat.last.text : "has not pressed Start");
  const words = node("span", "words");
  words.append(node("span", "title", chat.name), preview);
  const side = node("span", "side");
  if (chat.last) side.append(node("time", "", clock(chat.last.at)));
  const count = chat.chat_id === open ? 0 : unread(chat);
  if (count) {
    const badge = node("span", "badge", String(count));
    badge.setAttribute("aria-label", `${count} unread`);
    side.append(badge);
  } else if (chat.standing !== "member") side.append(node("span", "gone", chat.standing === "kicked" ? "blocked" : "deleted"));
  button.append(face(chat), words, side);
  button.addEventListener("click", () => show(chat.chat_id));
  item.append(button);
  return item;
}

function drawList() {
  const focused = [...$("chats").children].findIndex((one) => one.contains(document.activeElement));
  $("chats").replaceChildren(...chats.map(line));
  if (focused >= 0) $("chats").children[focused]?.firstChild.focus();
  $("nobody").hidden = chats.length > 0;
}

// --- one chat

function clock(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

async function show(id) {
  open = id;
  location.hash = id;
  shown = new Map();
  $("messages").replaceChildren();
  $("text").value = "";
  notice = "";
  tell("");
  await refresh();
  $("messages").scrollTop = $("messages").scrollHeight;
  $("text").focus({ preventScroll: true });
}

function drawChat(chat) {
  $("name").textContent = chat.name;
  $("face").textContent = [...chat.name][0];
  dye($("face"), chat);
  const standing = { member: "", kicked: " · has blocked the bot", deactivated: " · account deleted" };
  $("status").textContent = `id ${chat.chat_id} · ${chat.language}${standing[chat.standing]}`;
  $("block").textContent = chat.standing === "member" ? "Block bot" : "Unblock bot";
  $("block").dataset.to = chat.standing === "member" ? "kicked" : "member";
  const fresh = chat.messages.length === 0;
  $("start").hidden = !fresh;
  for (const id of ["menu", "text", "send"]) $(id).hidden = fresh;
  $("menu").hidden ||= chat.commands.length === 0;
  drawCommands(chat.commands);
  drawMessages(chat);
  if (chat.notice && chat.notice !== notice) tell(chat.notice);
  notice = chat.notice;
}

function drawCommands(commands) {
  $("commands").replaceChildren(...commands.map((one) => {
    const button = node("button", "command");
    button.type = "button";
    button.append(node("b", "", `/${one.command}`), node("span", "", one.description));
    button.addEventListener("click", () => {
      $("commands").hidePopover();
      act("say", { text: `/${one.command}` });
    });
    return button;
  }));
}

// Only what has changed is drawn anew: focus and folds of the rest stay.
function drawMessages(chat) {
  const list = $("messages");
  const held = document.activeElement?.closest("#messages > li")?.id;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const kept = new Map();
  let day = "";
  const wanted = [];
  for (const message of chat.messages) {
    const today = new Date(message.at).toLocaleDateString([], { day: "numeric", month: "long" });
    if (today !== day) wanted.push(keep(kept, `day ${today}`, today, () => node("li", "day", today)));
    day = today;
    const json = JSON.stringify(message);
    wanted.push(keep(kept, message.message_id, json, () => messageView(message, chat, { act, tell })));
  }
  shown = kept;
  wanted.forEach((one, at) => list.children[at] === one || list.insertBefore(one, list.children[at] ?? null));
  while (list.children.length > wanted.length) list.lastChild.remove();
  if (held && document.activeElement === document.body) {
    (document.getElementById(held)?.querySelector("button, a") ?? list).focus({ preventScroll: true });
  }
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function keep(kept, key, state, make) {
  const old = shown.get(key);
  const one = old?.state === state ? old : { state, view: make() };
  kept.set(key, one);
  return one.view;
}

let fading;
function tell(words) {
  $("notice").textContent = words;
  $("notice").hidden = !words;
  clearTimeout(fading);
  if (words) fading = setTimeout(() => tell(""), 4000);
}

// --- what happens

async function refresh() {
  chats = (await ask("chats")).chats;
  const chosen = chats.find((one) => one.chat_id === open);
  document.body.dataset.view = chosen ? "chat" : "list";
  $("chat").hidden = !chosen;
  $("empty").hidden = Boolean(chosen);
  if (chosen) {
    const chat = await ask(`chats/${open}`);
    if (chat.chat_id === open) {
      drawChat(chat);
      markSeen(chat);
    }
  }
  drawList();
  const waiting = chats.reduce((sum, chat) => sum + (chat.chat_id === open ? 0 : unread(chat)), 0);
  document.title = waiting ? `(${waiting}) Local Telegram` : "Local Telegram";
}

async function follow() {
  let version = "";
  for (;;) {
    try {
      await refresh();
      version = (await ask(`changes?since=${encodeURIComponent(version)}`)).version;
    } catch {
      await new Promise((wake) => setTimeout(wake, 1000));
    }
  }
}

function say() {
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  $("messages").scrollTop = $("messages").scrollHeight;
  act("say", { text });
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  say();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say();
});
$("start").addEventListener("click", () => act("say", { text: "/start" }));
$("block").addEventListener("click", () => act("standing", { standing: $("block").dataset.to }));
$("back").addEventListener("click", () => show(""));
$("new-user").addEventListener("click", () => $("joining").showModal());
$("joining").addEventListener("close", async () => {
  if ($("joining").returnValue !== "join") return;
  const language = document.querySelector("input[name=language]:checked").value;
  const person = await ask("chats", { name: $("joining-name").value.trim(), language });
  $("joining-name").value = "";
  await show(person.chat_id);
});
window.addEventListener("hashchange", () => location.hash.slice(1) === open || show(location.hash.slice(1)));

follow();
