// The buttons of what can be decided now.
import { AGAIN_IN_MIND, BUTTONS, CANNOT_TELL, PLACES } from "./texts.js";

export class Choices {
  constructor(element) {
    this.element = element;
    this.buttons = [...element.querySelectorAll("[data-choice]")];
    this.isUp = true;
    this.gone = null; // the button that had the focus when it went
  }

  // `choose(choice)` is told what is pressed. A double click counts once: its second half would mean
  // the button that has come to that place meanwhile.
  listen(choose) {
    for (const button of this.buttons) {
      button.addEventListener("click", ({ detail }) => { if (detail < 2) choose(button.dataset.choice); });
    }
  }

  render({ choices, phase, isPaused, isLast, isInMind, restorable, playing, themes }) {
    this.change(() => {
      for (const button of this.buttons) {
        const { choice } = button.dataset;
        button.hidden = !choices.includes(choice) || (choice === "undo" && !restorable);
        button.disabled = !this.isUp;
      }
      this.element.hidden = !choices.length;
    });
    PLACES.forEach((place, n) => this.label(place, (themes[n] ?? "").replaceAll("-", " ")));
    this.label("pause", isPaused ? "Go on" : BUTTONS.pause);
    this.label("go", phase === "told" ? "Go on" : BUTTONS.go);
    this.label("next", phase === "guessing" ? CANNOT_TELL : isLast ? "Finish" : BUTTONS.next);
    this.label("again", isInMind && phase === "after" ? AGAIN_IN_MIND : BUTTONS.again);
    this.label("play", playing ? "Play again" : BUTTONS.play);
  }

  // Whether the coach can be reached, and anything be decided.
  enable(isUp) {
    this.isUp = isUp;
    this.change(() => { for (const button of this.buttons) button.disabled = !isUp; });
  }

  label(choice, text) {
    const label = this.element.querySelector(`[data-choice="${choice}"] .label`);
    if (label.textContent !== text) label.textContent = text;
  }

  // A button that was pressed goes for a moment. If it had the focus, it has it again once it is back:
  // the next Enter would mean what it means on the page, the end of the answer perhaps.
  change(buttons) {
    const focused = document.activeElement;
    buttons();
    if (this.buttons.includes(focused) && !isUsable(focused)) this.gone = focused;
    else if (focused !== document.body) this.gone = null;
    if (this.gone && isUsable(this.gone)) this.gone.focus({ preventScroll: true });
  }
}

function isUsable(button) { return !button.disabled && !button.closest("[hidden]"); }
