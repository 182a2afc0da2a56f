// What tells this tab from others. A reloaded tab is the same one; a duplicated one is not.

const ID = "coach:tab", STREAM = "coach:stream";
const FREE_WITHIN_MS = 700; // a tab that is reloaded gives its name back

export class Tab {
  constructor(id, isNew) {
    this.id = id;
    if (isNew) sessionStorage.setItem(STREAM, "0");
  }

  get nextStream() { return Number(sessionStorage.getItem(STREAM) ?? 0) + 1; }
  opened(stream) { sessionStorage.setItem(STREAM, String(stream)); }
}

export async function thisTab() {
  const known = sessionStorage.getItem(ID);
  if (known && await held(known)) return new Tab(known, false);
  const id = crypto.randomUUID();
  await held(id);
  sessionStorage.setItem(ID, id);
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
