// Lines that can be heard, such as those of the vision: each by its own button, or all in order.
import { prefer, preferred } from "./preferred.js";

const PRESSING = "button, a, summary, label, input, select, textarea";

const lines = [...document.querySelectorAll(".said")].filter((element) => element.querySelector("audio"))
  .map((element) => ({ element, audio: element.querySelector("audio"), button: element.querySelector("button.play") }));
const ordered = lines.filter(({ element }) => !element.matches(".offered")); // what is kept already
const hearing = document.querySelector(".hearing");
const all = document.querySelector("[data-do=play-all]");
const label = all?.textContent;
const status = hearing?.querySelector("[role=status]");
const speed = hearing?.querySelector("select");
document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
let inOrder = false;
let last = null; // the line that was heard last

for (const line of lines) {
  const [, from, to] = /#t=([\d.]+),([\d.]+)/.exec(line.audio.getAttribute("src")) ?? [];
  line.from = Number(from ?? 0);
  line.to = Number(to ?? Infinity); // a browser stops there the first time only
  line.audio.controls = false;
  line.button.hidden = false;
  line.button.addEventListener("click", () => {
    const wasPlaying = !line.audio.paused;
    stop();
    if (!wasPlaying) play(line);
  });
  for (const event of ["play", "pause"]) line.audio.addEventListener(event, () => show(line));
  line.audio.addEventListener("timeupdate", () => {
    if (line.audio.currentTime < line.to || line.audio.paused) return;
    line.audio.pause();
    after(line);
  });
  line.audio.addEventListener("ended", () => after(line));
  line.audio.addEventListener("error", () => {
    line.unheard = true;
    after(line);
    status.textContent = `The sound of line ${lines.indexOf(line) + 1} cannot be played.`;
  });
}

if (hearing) {
  document.body.classList.add("scripted");
  hearing.hidden = false;
  speed.value = preferred("speed") ?? "1";
  if (speed.selectedIndex < 0) speed.value = "1";
  speed.addEventListener("change", () => {
    prefer("speed", speed.value);
    for (const { audio } of lines) audio.playbackRate = Number(speed.value);
    speed.blur();
  });
  all?.addEventListener("click", toggle);
  listenToKeys();
}

// Space stops what plays; else it plays all in order, or the line that was heard last.
function toggle() {
  const isPlaying = inOrder || lines.some(({ audio }) => !audio.paused);
  stop();
  if (isPlaying || !lines.length) return;
  inOrder = Boolean(all);
  if (all) all.textContent = "Stop";
  play(all ? ordered[0] : last ?? lines[0]);
}

function step(by) {
  const next = lines[Math.max(0, Math.min(lines.indexOf(last) + by, lines.length - 1))];
  const goesOn = inOrder;
  stop();
  inOrder = goesOn && ordered.includes(next);
  if (inOrder) all.textContent = "Stop";
  if (next) play(next);
}

function listenToKeys() {
  const actions = { " ": toggle, ArrowDown: () => step(1), ArrowUp: () => step(last ? -1 : 1) };
  let clicked = null; // keeps the focus, and Space would press it again
  document.addEventListener("pointerdown", ({ target }) => { clicked = target.closest(PRESSING); });
  document.addEventListener("focusin", ({ target }) => { if (target !== clicked) clicked = null; });
  document.addEventListener("keydown", (event) => {
    const pressed = event.target.closest(PRESSING);
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    if (taken || !actions[event.key] || (pressed && pressed !== clicked)) return;
    pressed?.blur();
    event.preventDefault();
    actions[event.key]();
  });
}

// The next line where they are played in order, without those that have no sound.
function after(line) {
  const next = ordered.slice(ordered.indexOf(line) + 1).find((each) => !each.unheard);
  if (inOrder && next) play(next);
  else stop();
}

function play(line) {
  last = line;
  if (line.audio.error) line.audio.load(); // else a browser would say nothing the second time
  line.audio.currentTime = line.from;
  line.audio.playbackRate = Number(speed?.value ?? 1);
  line.audio.play().catch(() => {}); // without a sound, the audio element says so
  line.element.scrollIntoView({ block: "nearest" });
  if (status) status.textContent = inOrder ? `${ordered.indexOf(line) + 1} of ${ordered.length}` : "";
}

function stop() {
  inOrder = false;
  if (all) all.textContent = label;
  if (status) status.textContent = "";
  for (const { audio } of lines) audio.pause();
}

function show({ element, audio, button }) {
  element.classList.toggle("current", !audio.paused);
  button.classList.toggle("playing", !audio.paused);
  button.dataset.what ??= button.getAttribute("aria-label");
  button.setAttribute("aria-label", audio.paused ? button.dataset.what : button.dataset.what.replace(/^Play/, "Stop"));
}
