// The words of the last answer: a click plays the answer from there.

export class Words {
  // `element` shows them; `addressOf(answer)` is where the sound of an answer is.
  constructor(element, addressOf) {
    this.element = element;
    this.addressOf = addressOf;
    this.audio = new Audio();
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
    this.stop();
    this.answer = answer;
    this.text = text;
    this.element.replaceChildren(...pieces(text, answer?.words ?? []));
  }

  playFrom(seconds) {
    const address = this.addressOf(this.answer);
    if (this.audio.getAttribute("src") !== address) this.audio.src = address;
    this.audio.currentTime = seconds;
    this.audio.play().catch(() => {}); // stopped again, or its sound is not there
  }

  stop() { this.audio.pause(); }
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
