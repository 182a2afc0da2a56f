// What is typed into a form is sent to the coach at once, and kept in this browser until it is there.

const SOON_MS = 1000; // after the last key
const LATEST_MS = 3000; // after the first, while somebody goes on typing
const DRAFTS = `coach:typed:${document.body.dataset.library}:`; // of no other recordings folder
const MOST_AT_PARTING = 60_000; // bytes that a browser sends for a page that goes
const STOPPED = "Not saved yet: the coach is not running. What you typed is kept in this page.";
const CLASH = "This was changed elsewhere, too. Pick the one to keep.";
const ANEW = "Not saved yet: the coach was started anew. Open the address that it tells: "
  + "what you typed waits there.";

// A form whose `data-typed` names what is typed there, and `data-then` the page to go to after it.
// What differs from one form to another is told by `changed`, `taken` and `restore`.
export class Typed {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[role=status]");
    this.name = `${DRAFTS}${form.dataset.typed}:`;
    this.own = this.name + Math.random().toString(36).slice(2); // each tab has its own draft
    this.sending = Promise.resolve();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.send());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("beforeunload", (event) => { if (this.changed) event.preventDefault(); });
    addEventListener("pagehide", () => this.deliver([], true));
    document.addEventListener("click", (event) => this.leave(event));
  }

  // To be called once the form is ready: what was typed before and is not saved comes back.
  begin() {
    const drafts = draftsOf(this.name);
    if (!drafts.length) return;
    for (const { fields, had } of drafts) {
      this.restore(new URLSearchParams(fields), new URLSearchParams(had));
    }
    if (this.changed) {
      this.keep();
      this.tell("What you had typed is back.");
      this.send();
    }
    for (const { key } of drafts) forget(key);
  }

  get fields() { return new URLSearchParams(new FormData(this.form)); }

  typed() {
    this.keep();
    this.tell("");
    clearTimeout(this.soon);
    this.since ??= performance.now();
    const left = this.since + LATEST_MS - performance.now();
    this.soon = setTimeout(() => this.send(), Math.max(0, Math.min(SOON_MS, left)));
  }

  // Keep in this browser what the coach does not have yet.
  keep() {
    if (!this.changed) forget(this.own);
    else this.store(this.own, this.fields, this.had);
  }

  store(key, fields, had = "") {
    const page = this.form.dataset.page ?? pageHere();
    const draft = { page, fields: fields.toString(), had: had.toString() };
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* it is on the page only */ }
  }

  // Whether the coach has it then. One after the other, each with what is typed at its time.
  send(extra = []) {
    clearTimeout(this.soon);
    this.since = null; // when what is not sent yet began to be typed
    this.sending = this.sending.then(() => this.deliver(extra));
    return this.sending;
  }

  async deliver(extra, parting = false) {
    const body = this.fields;
    for (const [name, value] of extra) body.append(name, value);
    if (!this.changed && !extra.length) return true;
    const keepalive = parting && body.toString().length < MOST_AT_PARTING;
    const headers = { Accept: "application/json" };
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers, keepalive });
      if (!answer.ok) {
        this.tell(answer.status === 403 ? ANEW : `Not saved yet. ${await reason(answer)}`);
        return false;
      }
      this.taken(body, await answer.json());
      this.tell(this.form.querySelector(".clash") ? CLASH : "Saved.");
    } catch {
      this.tell(STOPPED);
      return false;
    } finally {
      this.keep();
    }
    return !this.changed;
  }

  // The button: go on once it is saved.
  async submit(event) {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    if (await this.send(name ? [[name, value]] : [])) go(this.form.dataset.then);
  }

  // A link: save first. Where that fails, the browser asks.
  async leave(event) {
    const link = event.target.closest("a[href]");
    const here = link && link.href.split("#")[0] === location.href.split("#")[0];
    const other = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || here || other || !this.changed) return;
    event.preventDefault();
    await this.send();
    location.assign(link.href);
  }

  tell(sentence) {
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

// All that is typed and not saved yet, of names that begin with `name`: each with its `page`.
export function draftsOf(name = DRAFTS) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(name)).map((key) => (
      { key, name: key.slice(DRAFTS.length).split(":")[0], ...JSON.parse(localStorage.getItem(key)) }
    ));
  } catch { return []; } // a browser that keeps nothing
}

export function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

// A text that was typed and has no place any more, to copy from.
export function leftover(text, whenForgotten) {
  const note = document.createElement("div");
  note.className = "clash";
  const told = document.createElement("p");
  told.textContent = "You had typed this, and it is not saved, since what it was about has changed:";
  const quote = document.createElement("blockquote");
  quote.textContent = text;
  note.append(told, quote, button("Forget it", () => { whenForgotten(); note.remove(); }));
  return note;
}

// What was changed here and elsewhere: both are shown behind `element`, and the person picks.
export function ask(element, theirs, picked) {
  const before = element.parentElement.querySelector(".clash");
  if (before?.dataset.theirs === theirs) return; // it may be being clicked
  before?.remove();
  const note = document.createElement("div");
  note.className = "clash";
  note.dataset.theirs = theirs;
  const told = document.createElement("p");
  const quote = document.createElement("q");
  quote.textContent = theirs;
  told.append("This was changed elsewhere meanwhile. It reads now: ");
  told.append(theirs ? quote : "nothing, it was taken out.");
  note.append(told);
  for (const [label, mine] of [["Take that one", false], ["Keep mine", true]]) {
    const pick = () => {
      const text = element.value;
      note.remove();
      picked(mine);
      if (!mine) offerBack(element, text);
    };
    note.append(button(label, pick), " ");
  }
  element.after(note);
  // Where it is typed, nothing at the edge of a small screen may lie over the question.
  if (element === document.activeElement) note.scrollIntoView({ block: "nearest" });
}

// What was typed and not picked can still be had.
function offerBack(element, text) {
  const note = document.createElement("p");
  note.className = "quiet had-typed";
  const quote = document.createElement("q");
  quote.textContent = text;
  const back = button("Put it back", () => {
    note.remove();
    element.value = text;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.append("You had typed: ", quote, " ", back);
  element.after(note);
}

function button(label, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", pressed);
  return made;
}

// The page without the secret path, which is another one each time.
function pageHere() { return location.pathname.split("/").slice(2).join("/"); }

// `location` has the old address until the other page is there, so it cannot be asked afterwards.
function go(address) {
  const there = new URL(address, location.href);
  const isHere = there.href.split("#")[0] === location.href.split("#")[0];
  location.assign(there);
  if (isHere) location.reload();
}

// What the page says that came instead, or the plain sentence.
export async function reason(answer) {
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("text/plain")) return text.trim();
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("h1 + p")?.textContent ?? "";
}
