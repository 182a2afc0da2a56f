// A page of figures is shown before anybody looks for what was changed from outside, such as by a
// sync client. This has it looked for, and shows the page anew where something was.
const figures = document.querySelector("[data-changed]");
const answer = await fetch(figures.dataset.changed).catch(() => null);
const found = answer?.ok ? await answer.json() : { changed: false };
if (found.changed) {
  const sounds = [...document.querySelectorAll("audio")];
  if (sounds.every((sound) => sound.paused)) location.reload();
  else for (const sound of sounds) sound.addEventListener("pause", () => location.reload());
}
