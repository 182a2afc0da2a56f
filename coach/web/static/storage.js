// What this browser keeps for the page. It may be full, or forbidden to keep anything: then nothing is
// found here, and the page goes on without.

export function stored(key, where = "localStorage") {
  try { return window[where].getItem(key); } catch { return null; }
}

// Whether it is kept now.
export function store(key, text, where = "localStorage") {
  try { window[where].setItem(key, text); } catch { return false; }
  return true;
}

export function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

export function storedKeys() {
  try { return Object.keys(localStorage); } catch { return []; }
}
