// The bar at the foot: which take is played, and everything that can be done with it.
import { clock, Take } from "./player.js";

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
    this.bar.hidden = false;
    document.body.classList.add("scripted");
    for (const element of document.querySelectorAll(".scripted[hidden]")) element.hidden = false;
    for (const button of document.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]?.());
    }
    this.speed.addEventListener("change", () => this.setSpeed(this.speed.value));
    this.choose(this.current);
  }

  wire(take) {
    const { article, audio } = take;
    const button = article.querySelector("button.play");
    if (button) { // without a picture the browser's own controls stay
      audio.controls = false;
      button.hidden = false;
      button.addEventListener("click", () => { this.choose(take); take.toggle(); });
    }
    for (const at of article.querySelectorAll("button.at")) at.disabled = false;
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
    } else if (wave) {
      const box = wave.getBoundingClientRect();
      this.playFrom(take, ((event.clientX - box.left) / box.width) * take.length);
    }
  }

  playFrom(take, seconds) {
    this.choose(take);
    take.playFrom(seconds);
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
    if (take !== this.current) return;
    const now = (what) => this.bar.querySelector(`[data-now=${what}]`);
    const name = take.name[0].toUpperCase() + take.name.slice(1);
    if (now("take").textContent !== name) now("take").textContent = name;
    now("time").textContent = clock(take.at);
    now("length").textContent = clock(take.length);
    for (const button of [this.bar.querySelector(".play"), take.article.querySelector("button.play")]) {
      button?.classList.toggle("playing", take.playing);
    }
    this.bar.querySelector(".play").setAttribute("aria-label", take.playing ? "Pause" : "Play");
    for (const listener of this.listeners) listener(take, event);
  }

  setSpeed(value) {
    this.speed.value = String(value);
    this.current.audio.playbackRate = Number(value);
  }

  toggle() { return this.current.toggle(); }
  back() { this.current.seek(this.current.at - STEP_S); }
  forward() { this.current.seek(this.current.at + STEP_S); }
  line(step) { return this.current.playFrom(this.current.neighbour(this.current.lineStarts, step)); }
  word(step) { return this.current.playFrom(this.current.neighbour(this.current.starts, step)); }
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

function questionOf(take) {
  return take.key.split("t")[0];
}
