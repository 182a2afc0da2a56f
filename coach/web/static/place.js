// Where somebody was: kept by the server, or by the browser where there is none.
import { store, stored } from "./storage.js";

const EVERY_MS = 5000;

export function keepPlace(deck) {
  const { session, kept, place, sought } = document.body.dataset;
  if (!session && !kept) return;
  const name = `coach:${kept}`;
  const [key, at] = (sought || place || stored(name) || "").split(":");
  const take = deck.takes.find((each) => each.key === key);
  if (take && Number(at) >= 0) {
    take.seek(Number(at));
    deck.choose(take);
    if (!sought && Number(at) > 0 && take.hasSound) offer(take);
  }
  let last = "";
  const keep = () => {
    const now = `${deck.current.key}:${deck.current.at.toFixed(2)}`;
    if (now === last || !(deck.current.at > 0)) return;
    last = now;
    if (session) send(session, ...now.split(":"));
    else store(name, now);
  };
  deck.listeners.push((_, event) => { if (event === "pause" || event === "seeked") keep(); });
  setInterval(() => { if (deck.current.playing) keep(); }, EVERY_MS);
  addEventListener("pagehide", keep);
}

function offer(take) {
  const note = document.createElement("p");
  note.className = "going-on";
  const link = document.createElement("a");
  link.href = `#${take.key}`;
  link.textContent = `Go on where you were: ${take.name}`;
  link.addEventListener("click", () => take.play());
  note.append(link);
  document.querySelector(".legend")?.before(note);
}

function send(session, take, at_s) {
  const form = new URLSearchParams({ take, at_s });
  fetch(`${session}/place`, { method: "POST", body: form, keepalive: true }).catch(() => {});
}
