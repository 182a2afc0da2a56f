// The bar at the foot: which take is played, and everything that can be done with it.
import { clock } from "./clock.js";
import { Take } from "./player.js";
import { preferred, prefer } from "./preferred.js";

const STEP_S = 5;

export class Deck {
  constructor() {
    this.bar = document.querySelector(".deck");
    this.dialog = document.querySelector("dialog.help");
    this.speed = this.bar.querySelector("#speed");
    this.takes = [...document.querySelectorAll("[data-take]")].map((article) => new Take(article));
    this.current = this.takes[0];
    this.listeners = [];
    if (!this.current) return;
    for (const take of this.takes) this.wire(take);
    this.bar.hidden = !this.takes.some((take) => take.hasSound);
    document.body.classList.add("scripted");
    for (const element of document.querySelectorAll(".scripted[hidden]")) element.hidden = false;
    for (const button of document.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]?.());
    }
    this.speed.value = preferred("speed") ?? "1";
    if (this.speed.selectedIndex < 0) this.speed.value = "1";
    this.speed.addEventListener("change", () => { this.setSpeed(this.speed.value); this.speed.blur(); });
    addEventListener("scroll", () => this.showLost(), { passive: true });
    document.addEventListener("play", ({ target }) => hushAllBut(target), true); // it does not bubble
    this.choose(this.current);
  }

  wire(take) {
    const { article, audio } = take;
    const button = article.querySelector("button.play");
    if (button && take.hasSound) { // without a picture the browser's own controls stay
      audio.controls = false;
      button.hidden = false;
      button.dataset.what = button.getAttribute("aria-label").replace(/^Play /, "");
      button.addEventListener("click", () => { this.choose(take); take.toggle(); });
    }
    for (const at of article.querySelectorAll("button.at")) at.disabled = !take.hasSound;
    article.addEventListener("click", (event) => this.clicked(take, event));
    for (const name of ["play", "pause", "seeked", "timeupdate", "loadedmetadata", "ended"]) {
      audio.addEventListener(name, () => this.show(take, name));
    }
  }

  clicked(take, event) {
    const place = event.target.closest("[data-s]");
    const wave = event.target.closest(".wave");
    if (place && getSelection().isCollapsed) {
      this.playFrom(take, Number(place.dataset.s));
      if (place.closest(".hear")) this.reveal();
    } else if (wave) {
      const box = wave.getBoundingClientRect();
      this.playFrom(take, ((event.clientX - box.left) / box.width) * take.length);
      this.reveal();
    }
  }

  playFrom(take, seconds) {
    this.choose(take);
    take.playFrom(seconds);
  }

  // Show the words of what plays, where the picture that was clicked stays in view.
  reveal() {
    const hear = this.current.article.querySelector(".hear");
    if (hear && getComputedStyle(hear).position === "sticky") this.current.lookAt();
  }

  // After a jump by key, sound and words stay together.
  find() { this.current.lookAt(); }

  showLost() {
    const lost = this.bar.querySelector("[data-do=find]");
    if (lost) lost.hidden = !this.current.isLost;
  }

  choose(take) {
    if (take !== this.current) this.current.audio.pause();
    this.current.article.classList.remove("current");
    this.current = take;
    take.article.classList.add("current");
    take.audio.playbackRate = Number(this.speed.value);
    this.show(take, "chosen");
  }

  show(take, event) {
    if (event === "play" && take !== this.current) this.choose(take);
    const own = take.article.querySelector("button.play");
    if (own?.dataset.what) showPlaying(own, take.playing, ` ${own.dataset.what}`);
    if (take !== this.current) return;
    const now = (what) => this.bar.querySelector(`[data-now=${what}]`);
    const name = take.name[0].toUpperCase() + take.name.slice(1);
    if (now("take").textContent !== name) now("take").textContent = name;
    now("time").textContent = clock(take.at);
    now("length").textContent = clock(take.length);
    showPlaying(this.bar.querySelector(".play"), take.playing);
    this.showLost();
    for (const listener of this.listeners) listener(take, event);
  }

  setSpeed(value) {
    this.speed.value = String(value);
    this.current.audio.playbackRate = Number(value);
    prefer("speed", this.speed.value);
  }

  // By so many steps faster or slower.
  faster(step) {
    const { options, selectedIndex } = this.speed;
    this.setSpeed(options[Math.max(0, Math.min(selectedIndex + step, options.length - 1))].value);
  }

  toggle() { return this.current.toggle(); }
  back() { this.current.seek(this.current.at - STEP_S); this.find(); }
  forward() { this.current.seek(this.current.at + STEP_S); this.find(); }
  line(step) { this.step(this.current.lineStarts, step); }
  word(step) { this.step(this.current.starts, step); }

  // The next word of that kind, such as a filler.
  mark(kind, step) {
    const starts = this.current.startsOf(kind);
    if (starts.length) this.step(starts, step);
  }

  step(starts, step) {
    this.current.step(starts, step);
    this.find();
  }

  help() { this.dialog.showModal(); }
  close() { this.dialog.close(); }

  // The first take of the next question, or of the one before.
  question(step) {
    const questions = [...new Set(this.takes.map((take) => questionOf(take)))];
    const wanted = questions[questions.indexOf(questionOf(this.current)) + step];
    this.go(this.takes.find((take) => questionOf(take) === wanted));
  }

  // The next take of the same question, and after the last one the first.
  take() {
    const takes = this.takes.filter((take) => questionOf(take) === questionOf(this.current));
    this.go(takes[(takes.indexOf(this.current) + 1) % takes.length]);
  }

  go(take) {
    if (!take || take === this.current) return;
    const wasPlaying = this.current.playing;
    this.choose(take);
    take.article.focus({ preventScroll: true });
    (take.article.closest(".question") ?? take.article).scrollIntoView({ block: "start" });
    if (wasPlaying) take.play();
  }
}

// Also what is no take here, such as the take before the one that is rated.
function hushAllBut(playing) {
  for (const audio of document.querySelectorAll("audio")) if (audio !== playing) audio.pause();
}

function showPlaying(button, isPlaying, what = "") {
  button.classList.toggle("playing", isPlaying);
  button.setAttribute("aria-label", `${isPlaying ? "Pause" : "Play"}${what}`);
}

function questionOf(take) {
  return take.key.split("t")[0];
}
