// A listener's file that is chosen or dropped is put into the field, and sent as if it were pasted.
const form = document.querySelector("form[data-most]");
const area = document.querySelector("[data-drop]");
const status = form.querySelector("[role=status]");
const most = Number(form.dataset.most);

async function takeIn(file) {
  if (!file) return;
  if (file.size > most) {
    status.textContent = `${file.name} is larger than any listener's file: those have at most ${most / 1000} KB.`;
    return;
  }
  try {
    form.elements.text.value = await file.text();
  } catch {
    status.textContent = `${file.name} cannot be read.`;
    return;
  }
  form.requestSubmit();
}

for (const part of form.querySelectorAll(".scripted")) part.hidden = false;
form.querySelector("input[type=file]").addEventListener("change", ({ target }) => takeIn(target.files[0]));
// A file that is dropped beside the field is meant, too; a text goes where it is dropped.
for (const [name, isOver] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  addEventListener(name, (event) => {
    if (![...event.dataTransfer?.types ?? []].includes("Files")) return;
    event.preventDefault(); // else the browser would leave the page for the file
    area.classList.toggle("over", isOver);
    if (name === "drop") takeIn(event.dataTransfer.files[0]);
  });
}
