// What a question listens for, to be ticked by ear after the answer.
export class Points {
  constructor(element) {
    this.element = element;
    this.shown = "";
  }

  render({ phase, points, ticked }) {
    const isShown = phase === "after" && Boolean(points);
    this.element.hidden = !isShown;
    const name = isShown ? `${points.question}:${points.take}` : "";
    if (!isShown || this.shown === name) return;
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
  label.append(box, ` ${text}`);
  item.append(label);
  return item;
}
