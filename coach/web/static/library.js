// What was typed on other pages and is not saved yet, to go there; not of sessions that are gone.
import { draftsOf, forget } from "./typed.js";

const root = location.pathname.split("/")[1];
const list = document.querySelector(".unsaved");

for (const page of new Set(draftsOf().map((draft) => draft.page).filter(Boolean))) {
  const address = `/${root}/${page}`;
  const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
  if (answer?.status === 404) {
    for (const draft of draftsOf()) if (draft.page === page) forget(draft.key);
  } else {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = decodeURIComponent(page.split("/")[1]);
    item.append(link);
    list.querySelector("ul").append(item);
    list.hidden = false;
  }
}
