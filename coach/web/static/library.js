// What was typed on other pages and is not saved yet, to go there; not of sessions that are gone.
import { draftsOf } from "./drafts.js";
import { forget } from "./storage.js";

const root = location.pathname.split("/")[1];
const list = document.querySelector(".unsaved");

// The rest of the page does not wait for it.
async function listUnsaved() {
  const titles = new Map(draftsOf().filter(({ page }) => page).map(({ page, title }) => [page, title]));
  for (const [page, title] of titles) {
    const address = `/${root}/${page}`;
    const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
    if (answer?.status === 404) {
      for (const draft of draftsOf()) if (draft.page === page) forget(draft.key);
    } else {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const name = page.split("/")[1];
      link.href = address;
      link.textContent = name ? decodeURIComponent(name) : title;
      item.append(link);
      list.querySelector("ul").append(item);
      list.hidden = false;
    }
  }
}

listUnsaved();

// A day of the calendar is small for a finger: there a touch opens the days as a list.
document.addEventListener("click", ({ target }) => {
  const days = target.closest(".calendar svg")?.closest(".calendar").querySelector("details");
  if (target.closest("a") || !days) return;
  days.open = true;
  days.querySelector("summary").focus();
});

// A session's answers, one after the other, from its row.
const audio = new Audio();
let playing = null; // the button, and what is still to be heard

showButtons();
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button.play[data-sounds]");
  if (!button) return;
  const goesOn = playing?.button === button;
  stop();
  if (!goesOn) play({ button, left: button.dataset.sounds.trim().split(" ") });
});
document.addEventListener("brought-in", listAnew);
audio.addEventListener("ended", () => play(playing));
audio.addEventListener("error", () => {
  if (!playing) return;
  tell(playing.button.closest("li"));
  play(playing); // the others may be there
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !playing) return;
  stop();
});

function showButtons() {
  for (const button of document.querySelectorAll("button.play[data-sounds]")) button.hidden = false;
}

// What was brought in is in the list, too, which is left alone while something in it is heard.
async function listAnew() {
  const shelf = document.querySelector(".shelf");
  const answer = await fetch(location.href).catch(() => null);
  if (!shelf || !answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (playing) return;
  shelf.replaceWith(page.querySelector(".shelf"));
  showButtons();
}

// Say once, in the row, that something of it cannot be heard.
function tell(row) {
  if (row.querySelector("[role=alert]")) return;
  const note = document.createElement("p");
  note.className = "trouble";
  note.setAttribute("role", "alert");
  note.textContent = "A recording cannot be played: it is missing or damaged, or the coach has ended.";
  row.lastElementChild.append(note);
}

function play({ button, left }) {
  stop();
  if (!left.length) return;
  const [first, ...rest] = left;
  playing = { button, left: rest };
  mark(button, true);
  document.querySelector("[data-now=playing]").textContent = button.dataset.label;
  audio.src = `${button.dataset.path}/${first}/audio`;
  audio.play().catch(() => {}); // what is wrong comes as an error of the sound
}

function stop() {
  if (!playing) return;
  mark(playing.button, false);
  playing = null;
  audio.pause();
}

function mark(button, isPlaying) {
  button.dataset.label ??= button.getAttribute("aria-label");
  button.classList.toggle("playing", isPlaying);
  button.setAttribute("aria-label", isPlaying ? button.dataset.label.replace("Play", "Stop") : button.dataset.label);
}
