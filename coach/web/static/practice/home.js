// Home: remembers what was asked for last, and shows the clock's options where there is a clock.
import { remember, remembered } from "./remembered.js";

const form = document.querySelector("form");
const large = form.querySelector("[data-remembers]");
const clock = form.querySelector(".clock");

// What is chosen to be asked together counts for once.
const chosen = [...form.querySelectorAll("[name=with]")];

function fields() { return [...form.elements].filter((each) => each.name && each.type !== "submit"); }

function fill(values) {
  for (const field of fields().filter((each) => !chosen.includes(each))) {
    if (field.type === "checkbox") field.checked = Boolean(values[field.name]);
    else if (field.type === "radio") field.checked = field.value === (values.kind ?? "practice");
    else if (values[field.name]) field.value = values[field.name];
    if (field.localName === "select" && field.selectedIndex < 0) field.selectedIndex = 0;
  }
  const known = form.querySelector(`.sets button[value="${CSS.escape(values.set ?? "")}"]`);
  if (!known) return;
  large.value = known.value;
}

function showClock() { clock.hidden = form.elements.kind.value !== "mock"; }

// What the large button begins, as it is asked for now: the options may be folded.
function showFirst() {
  const { kind, questions } = form.elements;
  const first = form.querySelector(`.sets button[value="${CSS.escape(large.value)}"]`);
  if (!first) return;
  const { title, outline, count } = first.dataset;
  const isPart = Number(questions.value) > 0 && Number(questions.value) < Number(count);
  const asked = isPart ? `${questions.value} of ${count} questions` : outline;
  const clocked = kind.value === "mock" ? ", against the clock" : "";
  document.querySelector("[data-now=first]").textContent = `${title} · ${asked}${clocked}`;
}

fill(remembered());
showClock();
showFirst();
form.querySelector(".options").open = Boolean(remembered().open);
form.addEventListener("change", showClock);
// Who wants no follow-up wants no second one.
const { probing: two, no_follow_ups: none } = form.elements;
for (const [box, other] of [[two, none], [none, two]]) {
  box.addEventListener("change", () => { if (box.checked) other.checked = false; });
}
// Enter in a field begins what the large button says; a browser presses the first of all buttons.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.localName !== "input") return;
  event.preventDefault();
  form.requestSubmit(large);
});
form.addEventListener("input", showFirst);
form.addEventListener("submit", ({ submitter }) => {
  const values = Object.fromEntries(new FormData(form));
  const together = submitter.name === "together";
  const set = together ? large.value : submitter.value;
  remember({ ...values, set, open: form.querySelector(".options").open });
  // The address says what was asked for, and nothing else.
  for (const field of fields()) field.disabled = !field.value || field.closest("[hidden]") !== null;
  if (!together) for (const box of chosen) box.disabled = true;
  setTimeout(() => { for (const field of fields()) field.disabled = false; });
});
