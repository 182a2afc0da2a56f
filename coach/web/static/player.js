// One take: its sound, its words, its picture. Nothing here knows of other takes.

export const STEPS_BACK_S = 2; // when going on after a pause

const UNHEARD = location.protocol === "file:"
  ? "This browser cannot play the sound."
  : "The sound cannot be played: it is missing or damaged, or the coach has ended.";

// The last index whose start is at or before `at`; -1 where all begin later.
export function indexAt(starts, at) {
  let low = 0, high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at + 0.001) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const AGAIN_MS = 1500; // within which the next step by key goes on from the last one

// Whether the person sees it; whoever has scrolled away is left alone.
function inView(element) {
  const box = element?.getBoundingClientRect();
  return Boolean(box) && box.top >= 0 && box.bottom <= innerHeight - 96;
}

export class Take {
  constructor(article) {
    this.article = article;
    this.key = article.dataset.take;
    this.name = article.dataset.name;
    this.audio = article.querySelector("audio");
    this.words = [...article.querySelectorAll(".word")];
    this.starts = this.words.map((word) => Number(word.dataset.s));
    this.lineStarts = [...article.querySelectorAll(".lines .at")].map((at) => Number(at.dataset.s));
    this.wave = article.querySelector(".wave");
    this.playhead = article.querySelector(".playhead");
    this.spoken = null; // the word that is highlighted
    this.pausedAt = null; // null again once it was sent elsewhere
    this.startAt = null; // where to begin once the sound is there
    this.stepped = null; // where the last step by key went, and when
    this.audio.preservesPitch = true;
    this.audio.addEventListener("pause", () => { this.pausedAt = this.audio.currentTime; });
    for (const event of ["play", "seeked", "timeupdate", "pause", "ended"]) {
      this.audio.addEventListener(event, () => this.show());
    }
    this.audio.addEventListener("play", () => this.follow());
    this.audio.addEventListener("error", () => this.tell(UNHEARD));
  }

  get at() { return this.startAt ?? this.audio.currentTime; }
  // Without it, such as where it was erased, the page says why; nothing plays.
  get hasSound() { return this.audio.hasAttribute("src"); }
  get playing() { return !this.audio.paused && !this.audio.ended; }
  get length() {
    const known = this.audio.duration;
    return Number.isFinite(known) ? known : Number(this.wave?.dataset.length ?? 0);
  }

  // Go to a second; the sound need not be loaded yet.
  seek(seconds) {
    const at = Math.max(0, this.length ? Math.min(seconds, this.length) : seconds);
    this.pausedAt = null;
    this.stepped = null;
    if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) {
      this.audio.currentTime = at;
    } else {
      if (this.startAt === null) {
        this.audio.addEventListener("loadedmetadata", () => this.arrive(), { once: true });
      }
      this.startAt = at;
    }
    this.show();
  }

  arrive() {
    const at = this.startAt;
    this.startAt = null;
    if (at !== null) this.audio.currentTime = at;
  }

  async playFrom(seconds) {
    this.seek(seconds);
    await this.play();
  }

  async play() {
    if (!this.hasSound) return;
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name === "NotSupportedError") this.tell(UNHEARD);
      else if (error.name !== "AbortError") throw error; // paused again before it began
    }
  }

  // Say once, where it was to be heard, what is wrong.
  tell(sentence) {
    if (this.article.querySelector("[role=alert]")) return;
    const note = document.createElement("p");
    note.className = "trouble";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    this.audio.after(note);
  }

  async toggle() {
    if (this.playing) {
      this.audio.pause();
    } else if (this.audio.ended) {
      await this.playFrom(0);
    } else {
      if (this.pausedAt !== null) this.seek(this.pausedAt - STEPS_BACK_S);
      await this.play();
    }
  }

  // Play the line or word before or after the one at this moment. While it plays, the sound goes
  // on between two steps: the second one counts from where the first one went.
  step(starts, step) {
    const goesOn = this.stepped?.starts === starts && performance.now() - this.stepped.when < AGAIN_MS;
    const from = goesOn ? this.stepped.index : indexAt(starts, this.at);
    const index = Math.max(0, Math.min(from + step, starts.length - 1));
    const playing = this.playFrom(starts[index] ?? 0);
    this.stepped = { starts, index, when: performance.now() };
    return playing;
  }

  // Where what is marked so begins: several words in a row are one.
  startsOf(kind) {
    this.marks ??= {};
    this.marks[kind] ??= this.words
      .filter((word, n) => word.classList.contains(kind) && !this.words[n - 1]?.classList.contains(kind))
      .map((word) => Number(word.dataset.s));
    return this.marks[kind];
  }

  // Whether it plays, and its words are out of view.
  get isLost() { return this.playing && Boolean(this.spoken) && !inView(this.spoken); }

  lookAt() {
    this.show();
    if (this.spoken && !inView(this.spoken)) this.spoken.scrollIntoView({ block: "center" });
  }

  follow() {
    this.show();
    if (this.playing) requestAnimationFrame(() => this.follow());
  }

  show() {
    const index = this.playing || this.at > 0 ? indexAt(this.starts, this.at) : -1;
    const word = index < 0 ? null : this.words[index];
    if (word !== this.spoken) {
      const wasSeen = this.playing && inView(this.spoken);
      this.spoken?.classList.remove("spoken");
      word?.classList.add("spoken");
      this.spoken = word;
      if (wasSeen && !inView(word)) word?.scrollIntoView({ block: "center" });
    }
    if (this.playhead) {
      this.playhead.hidden = !(this.at > 0);
      this.playhead.style.insetInlineStart = `${(100 * this.at) / (this.length || 1)}%`;
    }
  }
}
