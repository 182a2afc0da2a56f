// Clears what this browser kept of sessions that are gone, before anything else looks at it.
import { draftsOf } from "./drafts.js";
import { forget, store, stored, storedKeys } from "./storage.js";

const MARK = "coach:erased:";
const { library, erased } = document.body.dataset;

// All was erased since this browser was here last: nothing of the library stays, and no choice.
function clear() {
  const ofOthers = (key) => key.startsWith(MARK)
    || (key.startsWith("coach:typed:") && !key.startsWith(`coach:typed:${library}:`));
  for (const key of storedKeys()) {
    if (key.startsWith("coach:") && !ofOthers(key)) forget(key);
  }
  store(MARK + library, erased);
}

if (erased && stored(MARK + library) !== erased) clear();

const root = location.pathname.split("/")[1];
const sessionOf = ({ page }) => page?.match(/^session\/[^/?#]+/)?.[0];
for (const session of new Set(draftsOf().map(sessionOf).filter(Boolean))) {
  const answer = await fetch(`/${root}/${session}`, { method: "HEAD" }).catch(() => null);
  if (answer?.status !== 404) continue;
  for (const draft of draftsOf()) if (sessionOf(draft) === session) forget(draft.key);
}
