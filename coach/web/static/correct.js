// Lines are corrected: saved one by one, and put together with what was changed elsewhere meanwhile.
import { TypingKeys } from "./typing_keys.js";
import { leftover } from "./drafts.js";
import { ask, Typed } from "./typed.js";

class Line {
  constructor(element) {
    this.element = element;
    this.shown = element.querySelector("[name=was]");
    this.area = element.querySelector("textarea");
    this.original = element.querySelector(".was-heard");
    this.heard = this.original.querySelector("q").textContent;
    this.area.addEventListener("input", () => this.showHeard());
    this.original.querySelector("button").addEventListener("click", () => {
      this.text = this.heard;
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
      this.area.focus();
    });
  }

  // The original lies beside what differs from it.
  showHeard() { this.original.hidden = this.text === plain(this.heard); }

  get was() { return this.shown.value; }
  set was(text) { this.shown.value = text; }
  get text() { return plain(this.area.value); }
  set text(text) {
    if (text !== this.text) this.area.value = text; // else a space may just have been typed
    this.showHeard();
  }
  get changed() { return this.text !== this.was; }
}

class Lines extends Typed {
  constructor(form) {
    super(form);
    this.lines = [...form.querySelectorAll(".line")].map((element) => new Line(element));
    this.begin();
  }

  get changed() { return this.lines.some((line) => line.changed); }

  // How each line reads now. One that was typed on meanwhile is sent again.
  taken(sent, { reads, clashes }) {
    const texts = sent.getAll("line").map(plain);
    this.lines.forEach((line, number) => {
      const goesOn = line.text !== texts[number];
      if (clashes.includes(number)) {
        this.ask(line, reads[number]);
        return;
      }
      line.element.querySelector(".clash")?.remove();
      line.was = reads[number];
      if (!goesOn) line.text = reads[number];
    });
    if (this.changed && !clashes.length) this.typed();
  }

  restore(fields) {
    const was = fields.getAll("was");
    fields.getAll("line").map(plain).forEach((text, number) => {
      if (text === was[number]) return;
      const same = (line) => line?.was === was[number];
      const line = same(this.lines[number]) ? this.lines[number] : this.lines.find(same);
      if (line) line.text = text;
      else if (text) this.leaveOver(text);
    });
  }

  // It stays in this browser, too, until the person has seen to it.
  leaveOver(text) {
    const key = `${this.name}${Math.random()}`;
    this.store(key, new URLSearchParams([["was", "\u0000"], ["line", text]]));
    this.form.before(leftover(text, key));
  }

  // Both are shown; what was typed is not saved until the person has picked.
  ask(line, theirs) {
    ask(line.area, theirs, (mine) => {
      if (!mine) line.text = theirs;
      line.was = theirs;
      this.keep();
      this.send();
    });
  }
}

// As the coach has a line: for it, the mark of byte order is a sign like any other.
function plain(text) { return text.split(/[^\S\ufeff]+/).filter(Boolean).join(" "); }

const form = document.querySelector("form.correcting");
if (form) {
  new Lines(form);
  new TypingKeys(form);
}
