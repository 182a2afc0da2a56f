// What a question listens for, to be ticked by ear below the answer to it. While that is played, it is
// open.
export class Points {
  // It stands below the figures of the answer: below `figures`, or `figuresBefore` where a follow-up
  // was answered after it.
  constructor(element, figures, figuresBefore) {
    Object.assign(this, { element, figures, figuresBefore });
    this.shown = "";
    this.wasPlaying = false;
  }

  render({ phase, points, ticked, answer, before, playing }) {
    const isShown = phase === "after" && Boolean(points);
    this.element.hidden = !isShown;
    if (isShown) this.fill(points, ticked, answer?.text != null && before?.take === points.take);
    if (isShown && playing && !this.wasPlaying) this.element.open = true;
    this.wasPlaying = playing;
  }

  fill(points, ticked, isBefore) {
    const place = isBefore ? this.figuresBefore : this.figures;
    if (this.element.previousElementSibling !== place) place.after(this.element);
    const name = `${points.question}:${points.take}`;
    if (this.shown === name) return;
    this.shown = name;
    this.element.open = false; // it was opened for another answer
    const items = points.texts.map((text, n) => itemOf(text, n + 1, ticked.get(`${name}:${n + 1}`)));
    this.element.querySelector("ul").replaceChildren(...items);
  }
}

function itemOf(text, number, heard) {
  const item = document.createElement("li"), label = document.createElement("label");
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", checked: Boolean(heard) });
  box.dataset.point = number;
  label.append(box, text);
  item.append(label);
  return item;
}
