// What was chosen on home, which the browser remembers: it holds for what the plan has for today, too.
import { store, stored } from "../storage.js";

const STORED = "coach:options";
const OF_EVERY_SESSION = [
  "coat", "voice", "panel", "probing", "no_follow_ups", "hands_free", "no_captions", "ears",
];

export function remembered() { return JSON.parse(stored(STORED)) ?? {}; }

export function remember(values) { store(STORED, JSON.stringify(values)); }

// The address of a planned session says how it is held, as that of any other does.
const chosen = remembered();
for (const link of document.querySelectorAll('a[href*="/practice?plan="]')) {
  const address = new URL(link.href);
  for (const name of OF_EVERY_SESSION) {
    if (chosen[name]) address.searchParams.set(name, chosen[name]);
  }
  link.href = address;
}
