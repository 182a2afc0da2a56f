// The keys, as at the terminal. A key does nothing where it is being typed, and a control that has
// the focus keeps Enter and Space.
import { store, stored } from "../storage.js";
import { PLACES } from "./texts.js";

export const KEYS = {
  Enter: ["done", "next", "go"],
  " ": ["pause"],
  r: ["repeat"],
  s: ["skip"],
  x: ["start over"],
  u: ["undo"],
  t: ["again"],
  p: ["play"],
  q: ["stop"],
  ...Object.fromEntries(PLACES.map((place, n) => [String(n + 1), [place]])),
};
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const PRESSING = "button, a, summary, input, label";
const STORED = "coach:letters";

// `choose(choices)` makes the first choice that can be made now; `help()` shows the keys.
export function listenToKeys({ choose, help, dialog, letters }) {
  letters.checked = stored(STORED) !== "off";
  letters.addEventListener("change", () => store(STORED, letters.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open || event.target.closest(TYPING)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isLetter = key.length === 1 && key !== " ";
    if (isLetter && !letters.checked) return;
    if (!isLetter && event.target.closest(PRESSING)) return;
    if (key === "?") help();
    else if (!KEYS[key]) return;
    else if (!event.repeat) choose(KEYS[key]); // a key held down counts once
    event.preventDefault();
  });
}
