// The vision, line after line, in order.

const lines = [...document.querySelectorAll(".said audio")];
const button = document.querySelector("[data-do=play-all]");
const status = button?.parentElement.querySelector("[role=status]");
let playing = false;

for (const audio of lines) {
  audio.addEventListener("play", () => {
    for (const other of lines) if (other !== audio) other.pause();
    audio.closest(".said").classList.add("current");
  });
  audio.addEventListener("pause", () => audio.closest(".said").classList.remove("current"));
  audio.addEventListener("ended", () => {
    const next = lines[lines.indexOf(audio) + 1];
    if (playing && next) play(next);
    else stop();
  });
}

if (button) {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => (playing ? stop() : play(lines[0])));
}

function play(audio) {
  playing = true;
  button.textContent = "Stop";
  status.textContent = `${lines.indexOf(audio) + 1} of ${lines.length}`;
  audio.currentTime = 0;
  audio.play();
}

function stop() {
  playing = false;
  button.textContent = "Hear all of it";
  status.textContent = "";
  for (const audio of lines) audio.pause();
}
