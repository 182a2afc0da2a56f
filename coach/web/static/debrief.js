// What is rated is kept at once, so that nothing is lost when the page is closed half-way.
import { ask, draftsOf, forget, leftover, Typed } from "./typed.js";

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
    for (const [name, value] of this.all) {
      if (value !== this.had.get(name)) changed.append(name, value);
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
      if (isSame) this.form.elements[name].value = value;
      else if (name === "note") this.leaveOver(value);
    }
  }

  // It stays in this browser, too, until the person has seen to it.
  leaveOver(note) {
    const key = `${this.name}${Math.random()}`;
    this.store(key, new URLSearchParams({ note }), "note=%00"); // which it never was
    this.form.before(leftover(note, () => forget(key)));
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

const forms = [...document.querySelectorAll("form.rating")];
for (const form of forms) new Rating(form);

// Of an answer that has been rated elsewhere meanwhile.
for (const { key, name, fields } of draftsOf()) {
  const isHere = name.startsWith(`${document.body.dataset.of}/`) && name.endsWith("/rating");
  if (!isHere || forms.some((form) => form.dataset.typed === name)) continue;
  const note = new URLSearchParams(fields).get("note");
  if (note) document.querySelector("h1").after(leftover(note, () => forget(key)));
  else forget(key);
}
