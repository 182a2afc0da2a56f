// What is rated is kept at once, so that nothing is lost when the page is closed half-way.

for (const form of document.querySelectorAll("form.rating")) {
  const status = form.querySelector("[role=status]");
  let keeping = Promise.resolve();
  let typed = false; // and not kept yet: a text says that it has changed only once it is left
  const send = () => {
    typed = false;
    keeping = keeping.then(() => keep(form, status));
  };
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("change", send);
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("pagehide", () => { if (typed) keep(form, status); });
}

async function keep(form, status) {
  const body = new URLSearchParams(new FormData(form));
  const sent = { method: "POST", body, redirect: "manual", keepalive: true };
  try {
    const answer = await fetch(form.action, sent);
    status.textContent = answer.ok || answer.type === "opaqueredirect" ? "Kept." : "Not kept.";
  } catch {
    status.textContent = "Not kept: is coach review still running?";
  }
}
