// The words of an answer: a click plays the answer from there.

export class Words {
  // `element` shows them; `addressOf(answer)` is where the sound of an answer is. What plays on the
  // same `audio` is heard one at a time; `changed` is told when it begins or ends.
  constructor(element, addressOf, { audio, changed }) {
    this.element = element;
    this.addressOf = addressOf;
    this.audio = audio;
    for (const name of ["play", "pause", "emptied"]) audio.addEventListener(name, changed);
    this.answer = null;
    this.text = "";
    element.addEventListener("click", ({ target }) => {
      if (target.matches("[data-s]")) this.playFrom(Number(target.dataset.s));
    });
  }

  // Show `answer`, or nothing where it is null.
  render(answer) {
    const text = answer?.text ?? "";
    if (answer === this.answer && text === this.text) return;
    if (answer !== this.answer) this.stop(); // better words of what is heard do not end it
    this.answer = answer;
    this.text = text;
    this.element.replaceChildren(...pieces(text, answer?.words ?? []));
  }

  // Whether this answer is heard now.
  get plays() { return this.isLoaded && !this.audio.paused; }
  get isLoaded() {
    return Boolean(this.answer) && this.audio.getAttribute("src") === this.addressOf(this.answer);
  }

  // Play it from the beginning, or stop that.
  toggle() {
    if (this.plays) this.audio.pause();
    else this.playFrom(0);
  }

  playFrom(seconds) {
    if (!this.isLoaded) this.audio.src = this.addressOf(this.answer);
    this.audio.currentTime = seconds;
    this.audio.play().catch(() => {}); // stopped again, or its sound is not there
  }

  stop() { if (this.isLoaded) this.audio.pause(); }
}

// `text` with each of `words` as an element of its own; what is between them stays as it is.
function pieces(text, words) {
  const found = [];
  let at = 0;
  for (const { text: spelled, start_s: start } of words) {
    const word = spelled.trim();
    const place = word ? text.indexOf(word, at) : -1;
    if (place < 0) continue;
    const element = document.createElement("span");
    element.className = "word";
    element.dataset.s = start;
    element.textContent = word;
    found.push(text.slice(at, place), element);
    at = place + word.length;
  }
  return [...found, text.slice(at)];
}
