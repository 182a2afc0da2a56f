// Hearing while one types: the sound is led by keys, without leaving the text.
import { deck } from "./session.js";
import { indexAt } from "./player.js";

export class TypingKeys {
  constructor(form) {
    this.areas = [...form.querySelectorAll("textarea")];
    this.lines = this.areas.map((area) => area.closest(".line"));
    const fillers = form.dataset.fillers.split("|").filter(Boolean).map(escaped);
    this.fillers = fillers.length ? new RegExp(`(?<![\\p{L}’'])(?:${fillers.join("|")})(?![\\p{L}’']),?\\s?`, "giu") : null;
    form.addEventListener("keydown", (event) => {
      const isComposing = event.isComposing || event.keyCode === 229; // Safari's sign of its end
      if (event.target.localName === "textarea" && !isComposing) this.press(event);
    });
    deck.listeners.push((take) => this.follow(take));
  }

  press(event) {
    const step = event.shiftKey ? -1 : 1;
    const actions = {
      Escape: () => deck.toggle(),
      F1: () => deck.back(),
      F2: () => deck.forward(),
      F3: () => deck.faster(-1),
      F4: () => deck.faster(1),
      F9: () => this.filler(event.target, step),
      Enter: () => (event.ctrlKey ? this.playFrom(event.target) : this.go(event.target, step)),
    };
    if (!actions[event.key] || event.altKey || event.metaKey) return;
    event.preventDefault();
    actions[event.key]();
  }

  go(area, step) {
    const next = this.areas[this.areas.indexOf(area) + step];
    next?.focus();
    next?.setSelectionRange(0, 0);
  }

  // From the word at which one types; where words were added, from one near it.
  playFrom(area) { deck.playFrom(deck.current, this.secondOf(area, area.selectionStart)); }

  secondOf(area, place) {
    const starts = startsOf(this.lines[this.areas.indexOf(area)]);
    const word = area.value.slice(0, place).trimStart().split(/\s+/).length - 1;
    return starts[Math.min(word, starts.length - 1)] ?? 0;
  }

  // Selected with the comma behind it, so that a key takes it out; and heard.
  filler(area, step) {
    const all = this.areas.flatMap((each, line) => (
      [...each.value.matchAll(this.fillers ?? /$^/g)].map(({ 0: text, index }) => ({ each, line, text, index }))
    ));
    const line = this.areas.indexOf(area);
    const place = area.selectionStart;
    const isAfter = (mark) => mark.line > line || (mark.line === line && mark.index > place);
    const isBefore = (mark) => mark.line < line || (mark.line === line && mark.index < place);
    const here = all.find((mark) => mark.line === line && mark.index === place && area.selectionEnd === place);
    const found = step > 0 ? here ?? all.find(isAfter) : all.findLast(isBefore);
    if (!found) return;
    found.each.focus();
    found.each.setSelectionRange(found.index, found.index + found.text.length);
    deck.playFrom(deck.current, this.secondOf(found.each, found.index));
  }

  // The line that is heard is marked.
  follow(take) {
    const starts = this.lines.map((line) => startsOf(line)[0] ?? 0);
    const now = take.at > 0 || take.playing ? indexAt(starts, take.at) : -1;
    if (now === this.now) return;
    this.lines[this.now]?.classList.remove("heard-now");
    this.lines[now]?.classList.add("heard-now");
    this.now = now;
  }
}

function startsOf(line) { return line.dataset.starts.split(" ").map(Number); }
function escaped(text) { return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }
