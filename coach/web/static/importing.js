// Bringing in recordings: chosen or dropped, sent one after the other, and what came of it.
import { chosen, dropped } from "./chosen.js";
import { reason } from "./drafts.js";

const LOOK_EVERY_MS = 700;
const GONE = "The coach is not running any more. Start it again, and bring them in anew.";

const section = document.querySelector(".importing");
const one = (selector) => section.querySelector(selector);
const form = one("form");
let waiting = []; // {file, number, folder}
let sending = null; // the request that is on its way
let cancelled = false;

function show(state) {
  for (const part of section.querySelectorAll("[data-on]")) part.hidden = !part.dataset.on.split(" ").includes(state);
  section.dataset.state = state;
  if (state !== "idle") section.open = true;
}

function size(bytes) { return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`; }

function total() { return waiting.reduce((sum, { file }) => sum + file.size, 0); }

function isFree() { return ["idle", "chosen", "done"].includes(section.dataset.state); }

function choose(files) {
  if (!files.length || !isFree()) return;
  waiting = files;
  const names = files.slice(0, 5).map(({ file }) => file.name).join(", ");
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  one("[data-now=chosen]").textContent = `${names}${more} · ${size(total())}`;
  show("chosen");
  form.querySelector("button").focus();
}

async function post(path, fields = {}) {
  const answer = await fetch(`${section.dataset.path}${path}`, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error(await reason(answer));
}

// Send a file; `on(bytes)` is told how much of it is there. A request of this kind tells that.
function put({ file, number, folder }, on) {
  const query = new URLSearchParams({ name: file.name, folder });
  return new Promise((resolve, reject) => {
    sending = new XMLHttpRequest();
    sending.open("POST", `${section.dataset.path}/file/${number}?${query}`);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.upload.onprogress = ({ loaded }) => on(loaded);
    sending.onload = async () => {
      if (sending.status < 300) return resolve();
      reject(new Error(await reason(new Response(sending.responseText, { headers: { "Content-Type": "text/html" } }))));
    };
    sending.onerror = () => reject(new Error(GONE));
    sending.onabort = () => reject(null);
    sending.send(file);
  });
}

function progress(doing, share) {
  if (one("[data-now=doing]").textContent !== doing) one("[data-now=doing]").textContent = doing;
  one("progress").value = share;
}

async function bringIn() {
  const fields = Object.fromEntries(new FormData(form));
  const all = Math.max(1, total());
  let sent = 0;
  cancelled = false;
  show("sending");
  try {
    await post("", { bytes: total() });
    for (const [place, each] of waiting.entries()) {
      if (cancelled) throw null; // between two requests
      const doing = `Copying ${place + 1} of ${waiting.length}: ${each.file.name}`;
      progress(doing, sent / all);
      await put(each, (bytes) => progress(doing, (sent + bytes) / all));
      sent += each.file.size;
    }
    if (cancelled) throw null;
    await post("/take-in", fields);
    follow();
  } catch (error) {
    if (error) done([error.message || GONE], "");
    else {
      await post("/cancel").catch(() => {});
      show("idle");
    }
  }
}

function done(told, session) {
  one("[data-now=told]").replaceChildren(...told.map((sentence) => {
    const item = document.createElement("li");
    item.textContent = sentence;
    return item;
  }));
  const link = one("[data-now=session]");
  link.hidden = !session;
  link.href = section.dataset.session + encodeURIComponent(session);
  show("done");
  if (session) document.dispatchEvent(new Event("brought-in"));
}

// How far the coach is, until it is done.
async function follow() {
  show("working");
  try {
    const answer = await fetch(section.dataset.path);
    const { state, doing, share, told, session } = await answer.json();
    if (state !== "working") return void done(told, session);
    progress(doing, share);
  } catch {
    return void done([GONE], "");
  }
  setTimeout(follow, LOOK_EVERY_MS);
}

function clear() {
  waiting = [];
  one("#files").value = "";
  form.reset();
  show("idle");
}

one("#files").addEventListener("change", ({ target }) => choose(chosen(target.files)));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  bringIn();
});
for (const button of section.querySelectorAll("[data-do=clear]")) button.addEventListener("click", clear);
one("[data-do=cancel]").addEventListener("click", () => {
  cancelled = true;
  sending?.abort();
});
addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  section.classList.add("over");
});
for (const name of ["dragleave", "drop"]) addEventListener(name, () => section.classList.remove("over"));
addEventListener("drop", async (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault(); // else the browser would leave the page for the file
  const files = await dropped(event.dataTransfer).catch(() => null);
  if (files) choose(files);
  else if (isFree()) done(["What you dropped cannot be read. Choose the files instead."], "");
  section.scrollIntoView({ block: "nearest" });
});
addEventListener("beforeunload", (event) => { if (section.dataset.state === "sending") event.preventDefault(); });

// Another tab, or this one before it was loaded again, may have begun an import.
const answer = await fetch(section.dataset.path).catch(() => null);
if (answer?.ok) {
  section.hidden = false;
  show("idle");
  if ((await answer.json()).state === "working") follow();
}
