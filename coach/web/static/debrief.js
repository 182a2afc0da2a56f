// What is rated is kept at once, so that nothing is lost when the page is closed half-way.
import { draftsOf, leftover } from "./drafts.js";
import { forget } from "./storage.js";
import { ask, Typed } from "./typed.js";

class Rating extends Typed {
  constructor(form) {
    super(form);
    this.note = form.elements.note;
    this.had = this.all; // what the coach has
    this.begin();
  }

  get all() { return new URLSearchParams(new FormData(this.form)); }

  // Only what was changed here: another tab may have rated the rest.
  get fields() {
    const changed = new URLSearchParams();
    const all = this.all;
    for (const [name, value] of all) {
      if (value !== this.had.get(name)) changed.append(name, value);
    }
    for (const [name, value] of this.had) {
      if (value && !all.has(name)) changed.append(name, ""); // it was taken back
    }
    if (changed.has("note")) changed.append("note_was", this.had.get("note"));
    return changed;
  }

  get changed() { return this.fields.size > 0; }

  taken(sent, { theirs }) {
    for (const name of ["note_was", "finish"]) sent.delete(name);
    if (theirs !== undefined) {
      sent.delete("note");
      this.ask(theirs);
    }
    if (sent.has("note")) this.form.querySelector(".clash")?.remove();
    for (const [name, value] of sent) this.had.set(name, value);
  }

  restore(fields, had) {
    for (const [name, value] of fields) {
      const isSame = (this.had.get(name) ?? "") === (had.get(name) ?? "");
      if (name === "note_was" || value === this.had.get(name)) continue;
      const field = this.form.elements[name]; // none, where the question listens for less by now
      if (isSame && field && !value && name !== "note") takeBack(this.form, name);
      else if (isSame && field) field.value = value;
      else if (name === "note") this.leaveOver(value);
    }
  }

  // It stays in this browser, too, until the person has seen to it.
  leaveOver(note) {
    const key = `${this.name}${Math.random()}`;
    this.store(key, new URLSearchParams({ note }), "note=%00"); // which it never was
    this.form.before(leftover(note, key));
  }

  ask(theirs) {
    ask(this.note, theirs, (mine) => {
      if (!mine) this.note.value = theirs;
      this.had.set("note", theirs);
      this.keep();
      this.send();
    });
  }
}

// The letters rate what is asked next, and n and p lead on once it is rated. Where there are several
// questions on the page, it is the one that was last rated by key, or else the first one in view.
class ByKey {
  constructor(forms) {
    this.forms = forms;
    this.form = null;
    this.typedLast = []; // the groups that were rated by key, the last one at the end
    for (const hint of document.querySelectorAll(".by-key[hidden]")) hint.hidden = false;
    this.look();
    document.addEventListener("change", () => this.show());
    document.addEventListener("focusin", () => this.look());
    document.addEventListener("scroll", () => this.look(), { passive: true });
    document.addEventListener("keydown", (event) => this.press(event), true); // before the player
  }

  look() {
    const here = this.forms.find((form) => form.contains(document.activeElement));
    const isBegun = this.form && this.typedLast.some((group) => this.form.contains(group));
    const inView = this.forms.find((form) => form.getBoundingClientRect().bottom > 0);
    this.form = here ?? (isBegun ? this.form : inView ?? this.forms.at(-1));
    this.show();
  }

  // Those of what was reflected; what a question listens for is ticked without the letters.
  get groups() { return [...this.form?.querySelectorAll(".segments") ?? []]; }

  get asked() {
    const here = document.activeElement?.closest("fieldset");
    return this.groups.includes(here) && !rated(here) ? here : this.groups.find((group) => !rated(group));
  }

  show() {
    const { asked } = this;
    for (const form of this.forms) {
      form.classList.toggle("by-keys", form === this.form);
      for (const group of form.querySelectorAll(".segments")) group.classList.toggle("asked", group === asked);
    }
  }

  press(event) {
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    const off = document.querySelector("#keys-on")?.checked === false || document.querySelector("dialog[open]");
    if (taken || off || event.target.closest("textarea, select, input:not([type=radio]), audio")) return;
    // A key held down counts once; what it would do the second time may be about the next question.
    if (event.repeat ? this.knows(event.key) : this.act(event)) event.preventDefault();
  }

  knows(key) { return key === "Enter" || Boolean(document.querySelector(`[data-key="${CSS.escape(key)}"]`)); }

  act({ key, target }) {
    const isFree = key === "Enter" && !target.closest("a, button, summary");
    if (!this.form) return onward(isFree ? "n" : key);
    if (key === "Backspace") return this.undo();
    if (isFree && !this.asked) {
      this.form.requestSubmit(this.form.querySelector("[name=finish]"));
      return true;
    }
    const group = this.asked;
    const radio = group?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!radio) return [...this.form.querySelectorAll("[data-key]")].some((each) => each.dataset.key === key);
    radio.click();
    this.typedLast.push(group);
    this.show();
    if (this.forms.length > 1) (this.asked ?? group).scrollIntoView({ block: "nearest" });
    return true;
  }

  // A mistyped one is asked for again.
  undo() {
    const { groups } = this;
    const last = this.typedLast.findLastIndex((group) => groups.includes(group));
    const group = last < 0 ? groups.findLast(rated) : this.typedLast.splice(last, 1)[0];
    if (!group) return false;
    const mistyped = group.querySelector(":checked");
    mistyped.checked = false;
    mistyped.dispatchEvent(new Event("change", { bubbles: true })); // so that it is saved, too
    return true;
  }
}

function takeBack(form, name) {
  for (const radio of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) radio.checked = false;
}

function rated(group) { return Boolean(group.querySelector(":checked")); }

function onward(key) {
  const link = document.querySelector(`.onward [data-key="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

const forms = [...document.querySelectorAll("form.rating")];
for (const form of forms) new Rating(form);
new ByKey(forms);

// Of an answer that has been rated elsewhere meanwhile.
const isRated = (document.body.dataset.rated ?? "").split(" ");
for (const { key, name, fields } of draftsOf()) {
  const [session, answer, what] = name.split("/");
  if (session !== document.body.dataset.of || what !== "rating" || !isRated.includes(answer)) continue;
  const note = new URLSearchParams(fields).get("note");
  if (note) document.querySelector("h1").after(leftover(note, key));
  else forget(key);
}
