// Lines that can be heard, such as those of the vision: each by its own button, or all in order.

const lines = [...document.querySelectorAll(".said")].map((element) => ({
  element, audio: element.querySelector("audio"), button: element.querySelector("button.play"),
}));
const all = document.querySelector("[data-do=play-all]");
const label = all?.textContent;
const status = all?.parentElement.querySelector("[role=status]");
let inOrder = false;

for (const line of lines) {
  line.audio.controls = false;
  line.button.hidden = false;
  line.button.addEventListener("click", () => {
    const wasPlaying = !line.audio.paused;
    stop();
    if (!wasPlaying) play(line);
  });
  for (const event of ["play", "pause"]) line.audio.addEventListener(event, () => show(line));
  line.audio.addEventListener("ended", () => after(line));
  line.audio.addEventListener("error", () => {
    line.unheard = true;
    after(line);
    status.textContent = `The sound of line ${lines.indexOf(line) + 1} cannot be played.`;
  });
}

if (all) {
  document.body.classList.add("scripted");
  all.parentElement.hidden = false;
  all.addEventListener("click", () => {
    const begin = !inOrder;
    stop();
    if (!begin) return;
    inOrder = true;
    all.textContent = "Stop";
    play(lines[0]);
  });
}

// The next line where they are played in order, without those that have no sound.
function after(line) {
  const next = lines.slice(lines.indexOf(line) + 1).find((each) => !each.unheard);
  if (inOrder && next) play(next);
  else stop();
}

function play(line) {
  line.audio.currentTime = 0;
  line.audio.play().catch(() => {}); // without a sound, the audio element says so
  line.element.scrollIntoView({ block: "nearest" });
  status.textContent = inOrder ? `${lines.indexOf(line) + 1} of ${lines.length}` : "";
}

function stop() {
  inOrder = false;
  all.textContent = label;
  status.textContent = "";
  for (const { audio } of lines) audio.pause();
}

function show({ element, audio, button }) {
  element.classList.toggle("current", !audio.paused);
  button.classList.toggle("playing", !audio.paused);
}
