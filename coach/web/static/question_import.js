// The text of a chosen file comes into the field beside it: the coach reads it, on this machine.
import { reason } from "./drafts.js";

const GONE = "The coach is not running any more. Start it again.";

async function read(form, field, file, status) {
  status.textContent = `Reading ${file.name} …`;
  try {
    const query = new URLSearchParams({ name: file.name });
    const answer = await fetch(`${form.dataset.path}?${query}`, { method: "POST", body: file });
    if (!answer.ok) throw new Error(await reason(answer));
    const { text, note } = await answer.json();
    const before = field.value;
    field.value = text;
    status.textContent = note || `${file.name} is read.`;
    if (before && before !== text) offerBack(field, before, status);
  } catch (error) {
    status.textContent = error instanceof TypeError ? GONE : error.message;
  }
}

// What the field had before, such as what was pasted into it.
function offerBack(field, before, status) {
  const back = document.createElement("button");
  back.type = "button";
  back.textContent = "Put back what was there";
  back.addEventListener("click", () => {
    field.value = before;
    status.textContent = "";
    field.focus();
  });
  status.append(" ", back);
}

for (const form of document.querySelectorAll("form[data-path]")) {
  for (const part of form.querySelectorAll(".scripted")) part.hidden = false;
  for (const chooser of form.querySelectorAll("input[type=file]")) {
    const status = chooser.parentElement.querySelector("[role=status]");
    chooser.addEventListener("change", () => {
      const [file] = chooser.files;
      if (file) read(form, document.getElementById(chooser.dataset.into), file, status);
      chooser.value = ""; // else a browser is silent where the same file is chosen again
    });
  }
}
