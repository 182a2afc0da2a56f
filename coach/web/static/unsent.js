// Forms that are sent by their button alone: what is typed in one survives the others' buttons, a link,
// a reload and a stopped coach.
import { Draft, draftsOf, go, leftover, pageHere, refusal, STOPPED } from "./drafts.js";
import { forget } from "./storage.js";

class Unsent extends Draft {
  constructor(form) {
    super(form);
    this.had = this.fields;
    this.isSending = false; // true also from then on until the next page is there
    addEventListener("pageshow", () => { this.isSending = false; }); // such as by the button Back
    form.addEventListener("input", () => {
      this.keep();
      this.tell("");
    });
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("beforeunload", (event) => {
      if (this.changed && !this.isKept) event.preventDefault();
    });
    this.begin();
  }

  get changed() { return this.fields.toString() !== this.had.toString(); }

  restore(fields, had) {
    if (had.toString() !== this.had.toString()) return this.leaveOver(fields, had);
    for (const [name, value] of fields) this.form.elements[name].value = value;
    const folded = this.form.closest("details");
    if (folded) folded.open = true;
  }

  // It stays in this browser, too, until the person has seen to it.
  leaveOver(fields, had) {
    const key = `${this.name}${Math.random()}`;
    this.store(key, fields, had);
    (this.form.closest("details") ?? this.form).before(leftover(typedIn(fields, had), key));
  }

  async submit(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    const body = this.fields;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body });
      if (answer.ok) {
        this.had = body;
        this.keep();
        return go(this.form.dataset.then ?? answer.url);
      }
      this.tell(await refusal(answer));
    } catch {
      this.tell(STOPPED);
    }
    this.isSending = false;
  }
}

// What was typed, without what had been there before.
function typedIn(fields, had) {
  return [...fields].filter(([name, value]) => value && value !== had.get(name)).map(([, value]) => value).join("\n");
}

const forms = [...document.querySelectorAll("form[data-unsent]")];
for (const form of forms) new Unsent(form);

// Of what has been told elsewhere meanwhile.
const names = [...document.querySelectorAll("form[data-typed]")].map((form) => form.dataset.typed);
for (const { key, name, page, fields, had } of draftsOf()) {
  if (page !== pageHere() || names.includes(name) || name.endsWith("/rating")) continue;
  const text = typedIn(new URLSearchParams(fields), new URLSearchParams(had));
  if (text) document.querySelector("h1").after(leftover(text, key));
  else forget(key);
}
