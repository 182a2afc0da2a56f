// A page with takes.
import { Deck } from "./deck.js";
import { listenToKeys } from "./keys.js";
import { keepPlace } from "./place.js";
import { prefer, preferred } from "./preferred.js";

export const deck = new Deck();
if (deck.current) {
  listenToKeys(deck);
  keepPlace(deck);
}

// Takes lie side by side as they were left.
for (const box of document.querySelectorAll(".beside input")) {
  if (preferred("beside") === "yes") box.checked = true;
  box.addEventListener("change", () => prefer("beside", box.checked ? "yes" : "no"));
}
