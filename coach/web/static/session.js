// A page with takes.
import { Deck } from "./deck.js";
import { listenToKeys } from "./keys.js";
import { keepPlace } from "./place.js";

const deck = new Deck();
if (deck.current) {
  listenToKeys(deck);
  keepPlace(deck);
}
