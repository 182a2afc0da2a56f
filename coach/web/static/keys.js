// The keyboard. A key does nothing where it is being typed, or where the browser needs it itself.

const SPEEDS = [0.75, 0.9, 1, 1.1, 1.25, 1.4, 1.5, 1.75, 2];
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, audio, [contenteditable]";
const CHOOSING = "input[type=radio]"; // the arrows go from one to the next
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
    f: () => deck.mark("filler", 1),
    F: () => deck.mark("filler", -1),
    "?": () => deck.help(),
  };
  SPEEDS.forEach((speed, number) => { actions[number + 1] = () => deck.setSpeed(speed); });

  // What was clicked keeps the focus, and Space would click it again; it plays or pauses instead.
  // What was gone to by key is pressed by Space.
  let clicked = null;
  document.addEventListener("pointerdown", ({ target }) => { clicked = target.closest(PRESSING); });
  document.addEventListener("focusin", ({ target }) => {
    const isLabel = clicked?.localName === "label" && clicked.control === target;
    if (isLabel) clicked = target;
    else if (target !== clicked) clicked = null;
  });

  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    if (!action || taken || !works.checked || deck.dialog.open) return;
    if (event.target.closest(TYPING)) return;
    if (event.key.startsWith("Arrow") && event.target.closest(CHOOSING)) return;
    const pressed = event.key === " " ? event.target.closest(PRESSING) : null;
    if (pressed && pressed !== clicked) return;
    pressed?.blur(); // some browsers click when the key is let go
    event.preventDefault();
    action();
  });
}
