// What tells this tab from others. A reloaded tab is the same one; a duplicated one is not, nor is one
// that was reloaded where the browser keeps nothing.
import { store, stored } from "../storage.js";

const ID = "coach:tab", STREAM = "coach:stream", OF_TAB = "sessionStorage";
const FREE_WITHIN_MS = 700; // a tab that is reloaded gives its name back

export class Tab {
  constructor(id, isNew) {
    this.id = id;
    if (isNew) store(STREAM, "0", OF_TAB);
  }

  get nextStream() { return Number(stored(STREAM, OF_TAB) ?? 0) + 1; }
  opened(stream) { store(STREAM, String(stream), OF_TAB); }
}

export async function thisTab() {
  const known = stored(ID, OF_TAB);
  if (known && await held(known)) return new Tab(known, false);
  const id = crypto.randomUUID();
  await held(id);
  store(ID, id, OF_TAB);
  return new Tab(id, true);
}

// Whether the name could be had; it is held as long as the tab shows the page.
function held(id) {
  return new Promise((resolve) => {
    const options = { signal: AbortSignal.timeout(FREE_WITHIN_MS) };
    navigator.locks.request(`coach:tab:${id}`, options, () => {
      resolve(true);
      return new Promise(() => {});
    }).catch(() => resolve(false));
  });
}
