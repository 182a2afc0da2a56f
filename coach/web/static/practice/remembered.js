// What was chosen on home, which the browser remembers: it holds for what the plan has for today, too.

const STORED = "coach:options";
const OF_EVERY_SESSION = [
  "coat", "voice", "panel", "probing", "no_follow_ups", "hands_free", "no_captions", "ears",
];

export function stored() {
  try { return JSON.parse(localStorage.getItem(STORED)) ?? {}; } catch { return {}; }
}

export function store(values) {
  try { localStorage.setItem(STORED, JSON.stringify(values)); } catch { /* it keeps nothing */ }
}

// The address of a planned session says how it is held, as that of any other does.
const chosen = stored();
for (const link of document.querySelectorAll('a[href*="/practice?plan="]')) {
  const address = new URL(link.href);
  for (const name of OF_EVERY_SESSION) {
    if (chosen[name]) address.searchParams.set(name, chosen[name]);
  }
  link.href = address;
}
