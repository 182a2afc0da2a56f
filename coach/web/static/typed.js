// What is typed into a form is sent to the coach at once, and kept in this browser until it is there.
import { button, Draft, go, refusal, STOPPED } from "./drafts.js";

const SOON_MS = 1000; // after the last key
const LATEST_MS = 3000; // after the first, while somebody goes on typing
const MOST_AT_PARTING = 60_000; // bytes that a browser sends for a page that goes
const CLASH = "This was changed elsewhere, too. Pick the one to keep.";

// A form with a page to go to after it, `data-then`. What differs from one form to another is told by
// `taken`, too.
export class Typed extends Draft {
  constructor(form) {
    super(form);
    this.sending = Promise.resolve();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.send());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("beforeunload", (event) => { if (this.changed) event.preventDefault(); });
    addEventListener("pagehide", () => this.deliver([], true));
    document.addEventListener("click", (event) => this.leave(event));
  }

  cameBack() { this.send(); }

  typed() {
    this.keep();
    this.tell("");
    clearTimeout(this.soon);
    this.since ??= performance.now();
    const left = this.since + LATEST_MS - performance.now();
    this.soon = setTimeout(() => this.send(), Math.max(0, Math.min(SOON_MS, left)));
  }

  // Whether the coach took it. One after the other, each with what is typed at its time.
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
        this.tell(await refusal(answer));
        return false;
      }
      this.taken(body, await answer.json());
      this.tell(this.isAsked ? CLASH : this.changed ? "" : "Saved."); // it may have been typed on
    } catch {
      this.tell(STOPPED);
      return false;
    } finally {
      this.keep();
    }
    return true;
  }

  // Whether the person is to pick what to keep.
  get isAsked() { return Boolean(this.form.querySelector(".clash")); }

  // The button: go on once it is saved, with what is typed meanwhile.
  async submit(event) {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    let isTaken = await this.send(name ? [[name, value]] : []);
    while (isTaken && this.changed && !this.isAsked) isTaken = await this.send();
    if (isTaken && !this.changed) go(this.form.dataset.then);
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
      element.focus(); // the button that had it is gone
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
    element.focus();
  });
  note.append("You had typed: ", quote, " ", back);
  element.after(note);
}
