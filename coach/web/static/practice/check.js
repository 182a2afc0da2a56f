// The microphone check, before the session and whenever the microphone changes.
import { store, stored } from "../storage.js";
import { devices, NoMicrophone, permission } from "./capture.js";
import { Judge, levelOf } from "./meter.js";
import { ANOTHER_INSTEAD, TELEPHONE } from "./texts.js";

const MICROPHONE = "coach:microphone", LOUDSPEAKER = "coach:loudspeaker";
const VOICED = ["good", "soft", "clipped"]; // the verdicts on a voice
const SENTENCE_MS = 1500; // to say a few words more once a voice is heard

export class Check {
  // `opened()` is told of each microphone that was opened.
  // `address` is where words are written down, and what the session needs for it.
  constructor({ capture, loudspeaker, view, opened, address }) {
    Object.assign(this, { capture, loudspeaker, view, opened, address });
    this.judge = null;
    this.verdict = "waiting";
    this.playing = false;
    this.pending = null;
    this.asked = this.answered = 0; // how often Whisper was, and which of those it has answered
    this.isAnother = false; // whether the microphone that was chosen is there, but cannot be opened
    navigator.mediaDevices?.addEventListener("devicechange", () => this.list());
  }

  // Open the microphone where the browser need not ask; else say first why it will.
  async start() {
    this.view.renderCheck("closed");
    const state = await permission();
    if (state === "granted") await this.open(remembered(MICROPHONE));
    else if (state === "denied") this.view.renderCheck("denied");
  }

  // Whether that microphone, or another one, could be opened.
  open(device = remembered(MICROPHONE)) {
    this.pending ??= this.tryToOpen(device).finally(() => { this.pending = null; });
    return this.pending;
  }

  async tryToOpen(device) {
    if (!this.capture.isOpen) this.view.renderCheck("asking");
    try {
      await this.opening(device);
    } catch (error) {
      if (!(error instanceof NoMicrophone)) throw error;
      this.capture.close(); // nobody is told any more that it is listened to
      this.view.renderCheck(error.why);
      return false;
    }
    if (!this.capture.isOpen) return false; // another tab has the session by now
    this.opened(); // at once: of a stream that it was not told of the coach takes no block
    this.judge = new Judge(this.capture.rate);
    this.verdict = "waiting";
    this.view.renderCheck("open", this.verdict);
    this.view.renderHeard("", this.trouble());
    await this.loudspeaker.choose(remembered(LOUDSPEAKER));
    await this.list();
    this.understand(new Int16Array(0)); // has the model loaded while the person reads
    return true;
  }

  // The one that was chosen, or any where that one is not there now, or cannot be opened.
  async opening(device) {
    this.isAnother = false;
    try {
      await this.capture.open(device);
    } catch (error) {
      if (!device || error.why === "denied") throw error;
      await this.capture.open();
      this.isAnother = error.why !== "none";
    }
  }

  async list() {
    if (!this.capture.isOpen) return;
    const { microphones, loudspeakers } = await devices();
    this.view.renderDevices("microphone", microphones, this.capture.device);
    const usable = this.loudspeaker.canChoose ? loudspeakers : [];
    this.view.renderDevices("loudspeaker", usable, remembered(LOUDSPEAKER));
  }

  async choose(device) {
    store(MICROPHONE, device);
    this.chosen = device; // of several that are chosen quickly, the last one counts
    while (this.pending) await this.pending;
    if (this.chosen === device) await this.open(device);
  }

  async chooseLoudspeaker(device) {
    store(LOUDSPEAKER, device);
    await this.loudspeaker.choose(device);
  }

  trouble() {
    const troubles = [this.isAnother && ANOTHER_INSTEAD, this.capture.isTelephone && TELEPHONE];
    return troubles.filter(Boolean).join(" ");
  }

  // Show what Whisper makes of what was said, or what is in its way.
  async understand(samples) {
    const { language, voice } = this.address;
    const query = new URLSearchParams({ rate_hz: this.capture.rate, language, voice });
    const number = (this.asked += 1);
    let told;
    try {
      const answer = await fetch(`${this.address.path}?${query}`, { method: "POST", body: samples });
      told = answer.ok ? await answer.json() : {};
    } catch {
      return; // the coach is away: another part of the page says that
    }
    if (number < this.answered) return; // what came later is shown already
    this.answered = number;
    const trouble = told.message ? `${told.message} ${told.hint}` : this.trouble();
    this.view.renderHeard(told.heard ?? "", trouble);
  }

  feed(samples) {
    if (this.playing || !this.judge) return levelOf(samples);
    const level = this.judge.feed(samples);
    const { verdict } = this.judge;
    if (verdict !== this.verdict) {
      const isFirst = VOICED.includes(verdict) && !VOICED.includes(this.verdict);
      this.verdict = verdict;
      this.view.renderCheck("open", verdict);
      if (isFirst) setTimeout(() => this.understand(this.judge.heard()), SENTENCE_MS);
    }
    return level;
  }

  // Whether a voice was heard, so that the coach need not ask for a word once more.
  get hasHeard() { return ["good", "soft"].includes(this.verdict); }

  // Play what was said last, so that the person hears how it sounds.
  async hear() {
    if (this.playing) return;
    this.playing = true;
    try {
      await this.capture.context.resume();
      await this.loudspeaker.playback(this.judge.heard());
    } finally {
      this.playing = false;
    }
  }
}

function remembered(name) { return stored(name) ?? ""; }
