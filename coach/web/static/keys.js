// The keyboard. A key does nothing where it is being typed, or where the browser needs it itself.

const SPEEDS = [0.75, 0.9, 1, 1.1, 1.25, 1.4, 1.5, 1.75, 2];
const TYPING = "input:not([type=checkbox]), textarea, select, audio, [contenteditable]";
const PRESSING = "button, a, summary, label, input";

export function listenToKeys(deck) {
  const works = document.querySelector("#keys-on");
  const actions = {
    " ": () => deck.toggle(),
    ArrowLeft: () => deck.back(),
    ArrowRight: () => deck.forward(),
    ArrowUp: () => deck.line(-1),
    ArrowDown: () => deck.line(1),
    ",": () => deck.word(-1),
    ".": () => deck.word(1),
    n: () => deck.question(1),
    p: () => deck.question(-1),
    t: () => deck.take(),
    "?": () => deck.help(),
  };
  SPEEDS.forEach((speed, number) => { actions[number + 1] = () => deck.setSpeed(speed); });

  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    if (!action || taken || !works.checked || deck.dialog.open) return;
    if (event.target.closest(TYPING)) return;
    if (event.key === " " && event.target.closest(PRESSING)) return;
    event.preventDefault();
    action();
  });
}
