// What was pressed and is on its way is not sent a second time, such as by a double click.
const AGAIN_MS = 5000; // then it can be pressed again, for somebody who was asked to stay and did
const pressed = new Set();

document.addEventListener("submit", (event) => {
  const what = event.submitter ?? event.target;
  if (event.defaultPrevented || event.target.method !== "post") return; // a script sends it; it reads
  if (pressed.has(what)) event.preventDefault();
  pressed.add(what);
  setTimeout(() => pressed.delete(what), AGAIN_MS);
});
addEventListener("pageshow", () => pressed.clear()); // the way back from where it led
