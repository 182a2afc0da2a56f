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
    const kept = answer.ok || answer.type === "opaqueredirect";
    status.textContent = kept ? "Kept." : `Not kept. ${await reason(answer)}`;
  } catch {
    status.textContent = "Not kept: is coach review still running?";
  }
}

// What the page says that came instead.
async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("h1 + p")?.textContent ?? "";
}
