// The page for a listener: keeps what is ticked and typed in this browser, and makes of it the small
// file that goes back. It sends nothing.

const KEPT = "Kept in this browser as you type.";
const NOT_KEPT = "This browser keeps nothing: save the file before you close this page.";
const NOTHING = "There is nothing to give back yet: tick or write something first.";

const form = document.querySelector("form");
const { listener, session, started, returned } = form.dataset;
const draft = `coach:listener:${session}:${started}:${listener}`;
const now = (what) => form.querySelector(`[data-now=${what}]`);
let isKept = true;
let isSaved = true;

function tell(what, sentence) { now(what).textContent = sentence; }

// Whatever is ticked and typed; fields are named after question and take.
function fields() { return new URLSearchParams(new FormData(form)); }

function keep() {
  isSaved = false;
  try { localStorage.setItem(draft, fields().toString()); } catch { isKept = false; }
  tell("kept", isKept ? KEPT : NOT_KEPT);
  tell("saved", ""); // what was saved before lacks this
}

function kept() {
  try { return localStorage.getItem(draft); } catch { isKept = false; return null; }
}

function restore(text) {
  for (const [name, value] of new URLSearchParams(text)) {
    const field = form.elements[name];
    if (!field) continue;
    const choices = field instanceof RadioNodeList ? [...field] : [field];
    const chosen = choices.find((each) => each.value === value);
    if (choices[0].type !== "radio" && choices[0].type !== "checkbox") field.value = value;
    else if (chosen) chosen.checked = true;
  }
}

// A text as the coach takes it: nothing in it looks like a tag, or like half a letter.
function plain(text) {
  return text.replace(/<(?=[A-Za-z/!?])/g, "‹").replace(/\p{Cs}/gu, "").trim();
}

function reply() {
  const answers = [...form.querySelectorAll("[data-question]")].map((section) => {
    const checked = [...section.querySelectorAll("input:checked")];
    const radios = checked.filter(({ type }) => type === "radio");
    const ratings = Object.fromEntries(radios.map((each) => [each.dataset.aspect, each.value]));
    const heard = checked.filter(({ type }) => type === "checkbox").map(({ value }) => Number(value));
    const { question, take } = section.dataset;
    return { question: Number(question), take: Number(take), ratings, heard };
  }).filter(({ ratings, heard }) => heard.length || Object.keys(ratings).length);
  return {
    ...JSON.parse(form.dataset.reply),
    listener,
    session: plain(session),
    started_at: started,
    saved_at: new Date().toISOString(),
    answers,
    wanted: plain(form.elements.wanted.value),
    stayed: plain(form.elements.stayed.value),
  };
}

// The file's text; "" where there is nothing to give back, which is said.
function written() {
  const whole = reply();
  if (whole.answers.length || whole.wanted || whole.stayed) return JSON.stringify(whole, null, 1);
  tell("saved", NOTHING);
  return "";
}

function save() {
  const text = written();
  if (!text) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = returned;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  isSaved = true;
  tell("saved", `Saved as ${returned}, where this browser puts downloads. Now send that file back. `
    + "If it is not there, copy it as text.");
}

async function copy() {
  const text = written();
  if (!text) return;
  const shown = document.querySelector("#text");
  shown.value = text;
  now("copied").hidden = false;
  shown.focus({ preventScroll: true });
  shown.select();
  try {
    await navigator.clipboard.writeText(text);
    tell("saved", "Copied. Paste it into a message to me.");
    isSaved = true;
  } catch { // a page from disk may not, in some browsers
    tell("saved", "It is marked below: copy it from there into a message to me.");
  }
  now("saved").scrollIntoView({ block: "center" }); // what to do now, and not the end of a long text
}

function forget() {
  if (!confirm("Delete all that you ticked and wrote from this browser? A saved file stays.")) return;
  try { localStorage.removeItem(draft); } catch { /* nothing was kept */ }
  form.reset();
  now("copied").hidden = true;
  isSaved = true;
  tell("saved", "");
  tell("kept", "Deleted from this browser.");
}

const before = kept();
if (before) {
  restore(before);
  tell("kept", "What you had ticked and written is back.");
} else {
  tell("kept", isKept ? KEPT : NOT_KEPT);
}
form.addEventListener("input", keep);
form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
form.querySelector("[data-do=forget]").addEventListener("click", forget);
form.querySelector("[data-do=copy]").addEventListener("click", copy);
// Enter in the line saves no file by chance.
form.elements.wanted.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
addEventListener("beforeunload", (event) => { if (!isKept && !isSaved) event.preventDefault(); });
for (const audio of form.querySelectorAll("audio")) {
  audio.addEventListener("play", () => {
    for (const other of form.querySelectorAll("audio")) if (other !== audio) other.pause();
  });
  audio.addEventListener("error", () => {
    const note = document.createElement("p");
    note.className = "trouble";
    note.setAttribute("role", "alert");
    note.textContent = "This browser cannot play the sound.";
    audio.after(note);
  }, { once: true });
}
