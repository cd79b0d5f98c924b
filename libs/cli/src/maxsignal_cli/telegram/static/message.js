// One message as a bubble: quoted reply, photo, words, buttons, time.

import { link, rendered } from "./text.js";

function node(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function messageView(message, chat, page) {
  const item = node("li", message.method ? "theirs" : "mine");
  item.id = `m${message.message_id}`;
  const bubble = node("div", "bubble");
  if (message.photo) item.classList.add("with-photo");
  const replied = chat.messages.find((one) => one.message_id === message.reply_to);
  if (replied) bubble.append(quote(replied));
  if (message.photo) bubble.append(photo(message));
  if (message.text) {
    const words = node("div", "text");
    words.append(rendered(message.text, message.entities));
    bubble.append(words);
  }
  bubble.append(foot(message));
  item.append(bubble);
  if (message.keyboard.length) item.append(keyboard(message, page));
  return item;
}

function quote(replied) {
  const made = node("button", "quote");
  made.type = "button";
  const author = node("b", "", replied.method ? "Max Signal" : "You");
  made.append(author, node("span", "", replied.text.slice(0, 120) || "Photo"));
  made.addEventListener("click", () => {
    const target = document.getElementById(`m${replied.message_id}`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.animate([{ opacity: 0.4 }, { opacity: 1 }], 900);
  });
  return made;
}

function photo(message) {
  const address = `_control/photos/${encodeURIComponent(message.photo)}`;
  const made = link(new URL(address, location.href).href);
  made.className = "photo";
  const image = document.createElement("img");
  image.src = address;
  image.alt = `Photo: ${message.text.split("\n")[0] || "without a caption"}`;
  made.append(image);
  return made;
}

function foot(message) {
  const made = node("p", "foot");
  if (message.silent) made.append(node("span", "silent", "silent"));
  if (message.edits) made.append(node("span", "", "edited"));
  const at = new Date(message.at);
  const time = node("time", "", at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = message.at;
  time.title = `${at.toLocaleString()} · message ${message.message_id}`;
  made.append(time);
  return made;
}

function keyboard(message, page) {
  const made = node("div", "keyboard");
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", "Buttons of the message");
  for (const row of message.keyboard) {
    const line = node("div", "row");
    line.append(...row.map((button) => buttonView(button, message, page)));
    made.append(line);
  }
  return made;
}

function buttonView(button, message, page) {
  const made = button.url ? link(button.url) : node("button", "");
  made.className = `key ${button.style ?? ""}`;
  made.textContent = button.text;
  if (button.url) made.append(node("small", "", " ↗"));
  if (button.url) return made;
  if (button.copy_text) {
    made.classList.add("copies");
    made.title = button.copy_text.text;
  }
  made.type = "button";
  made.addEventListener("click", async () => {
    if (button.copy_text) {
      await navigator.clipboard.writeText(button.copy_text.text).catch(() => {});
      page.tell("Copied");
      return;
    }
    made.classList.add("busy");
    await page.act("press", { message_id: message.message_id, data: button.callback_data });
    setTimeout(() => made.classList.remove("busy"), 1500);
  });
  return made;
}
