// What is typed into a form stays in this browser until the coach has it.
import { forget, store, stored, storedKeys } from "./storage.js";

const DRAFTS = `coach:typed:${document.body.dataset.library}:`; // of no other recordings folder
const ANEW = "Not saved yet: the coach was started anew. Open the address that it tells: "
  + "what you typed waits there.";
export const STOPPED = "Not saved yet: the coach is not running. What you typed is kept in this page.";

// A form whose `data-typed` names what is typed there. What differs from one form to another is told
// by `changed` and `restore`; `had` is what the coach has.
export class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[role=status]");
    this.name = `${DRAFTS}${form.dataset.typed}:`;
    this.own = this.name + Math.random().toString(36).slice(2); // each tab has its own draft
    this.isKept = true; // unless this browser keeps nothing
  }

  // To be called once the form is ready: what was typed before and is not saved comes back.
  begin() {
    const drafts = draftsOf(this.name);
    for (const { key } of drafts) forget(key); // else there may be no room for what is kept anew
    for (const { fields, had } of drafts) {
      this.restore(new URLSearchParams(fields), new URLSearchParams(had));
    }
    if (drafts.length && this.changed) {
      this.keep();
      this.tell("What you had typed is back.");
      this.cameBack?.();
    }
  }

  get fields() { return new URLSearchParams(new FormData(this.form)); }

  // Keep in this browser what the coach does not have yet.
  keep() {
    if (!this.changed) forget(this.own);
    else this.store(this.own, this.fields, this.had);
  }

  store(key, fields, had = "") {
    const page = this.form.dataset.page ?? pageHere();
    const title = document.querySelector("h1")?.textContent ?? "";
    const draft = { page, title, fields: fields.toString(), had: had.toString() };
    this.isKept = store(key, JSON.stringify(draft));
  }

  tell(sentence) {
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

// All that is typed and not saved yet, of names that begin with `name`: each with its `page`.
export function draftsOf(name = DRAFTS) {
  return storedKeys().filter((key) => key.startsWith(name)).map((key) => (
    { key, name: key.slice(DRAFTS.length).split(":")[0], ...JSON.parse(stored(key)) }
  ));
}

// A text that was typed and has no place any more, to copy from. It is kept as the draft `key` until
// it is forgotten, which can be taken back.
export function leftover(text, key) {
  const note = document.createElement("div");
  note.className = "clash";
  const told = document.createElement("p");
  told.textContent = "You had typed this, and it is not saved, since what it was about has changed:";
  const quote = document.createElement("blockquote");
  quote.textContent = text;
  const parts = [told, quote, button("Forget it", () => {
    const kept = stored(key);
    forget(key);
    const back = button("Put it back", () => {
      if (kept) store(key, kept);
      note.replaceChildren(...parts);
      parts.at(-1).focus();
    });
    note.replaceChildren("What you had typed is forgotten. ", back);
    back.focus();
  })];
  note.append(...parts);
  return note;
}

export function button(label, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", pressed);
  return made;
}

// The page without the secret path, which is another one each time.
export function pageHere() { return location.pathname.split("/").slice(2).join("/"); }

// `location` has the old address until the other page is there, so it cannot be asked afterwards.
export function go(address) {
  const there = new URL(address, location.href);
  const isHere = there.href.split("#")[0] === location.href.split("#")[0];
  location.assign(there);
  if (isHere) location.reload();
}

// Why the coach did not take it.
export async function refusal(answer) {
  return answer.status === 403 ? ANEW : `Not saved yet. ${await reason(answer)}`;
}

// What the page says that came instead, or the plain sentence.
export async function reason(answer) {
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("text/plain")) return text.trim();
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("h1 + p")?.textContent ?? "";
}
