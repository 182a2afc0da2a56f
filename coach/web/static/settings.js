// While every part is tried, the page says so.

for (const form of document.querySelectorAll("form[data-waits]")) {
  form.addEventListener("submit", () => {
    form.querySelector("[role=status]").textContent = form.dataset.waits;
    form.querySelector("button").disabled = true;
  });
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-waits] button")) button.disabled = false;
});
