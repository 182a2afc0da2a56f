// What is rated is kept at once, so that nothing is lost when the page is closed half-way.

for (const form of document.querySelectorAll("form.rating")) {
  const status = form.querySelector("[role=status]");
  let keeping = Promise.resolve();
  form.addEventListener("change", () => {
    keeping = keeping.then(() => keep(form, status));
  });
}

async function keep(form, status) {
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    status.textContent = answer.ok || answer.type === "opaqueredirect" ? "Kept." : "Not kept.";
  } catch {
    status.textContent = "Not kept: is coach review still running?";
  }
}
