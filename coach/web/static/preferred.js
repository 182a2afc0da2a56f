// What the person chose once, such as the speed: kept by the browser, where it keeps something.

const NAME = "coach:preferred:";

export function preferred(name) {
  try { return localStorage.getItem(NAME + name); } catch { return null; }
}

export function prefer(name, value) {
  try { localStorage.setItem(NAME + name, value); } catch { /* a browser that keeps nothing */ }
}
