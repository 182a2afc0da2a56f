// The microphone check, before the session and whenever the microphone changes.
import { microphones, NoMicrophone, permission } from "./capture.js";
import { Judge, levelOf } from "./meter.js";

const REMEMBERED = "coach:microphone";

export class Check {
  // `opened()` is told of each microphone that was opened.
  constructor({ capture, loudspeaker, view, opened }) {
    Object.assign(this, { capture, loudspeaker, view, opened });
    this.judge = null;
    this.verdict = "waiting";
    this.playing = false;
    this.pending = null;
  }

  // Open the microphone where the browser need not ask; else say first why it will.
  async start() {
    this.view.renderCheck("closed");
    const state = await permission();
    if (state === "granted") await this.open(remembered());
    else if (state === "denied") this.view.renderCheck("denied");
    navigator.mediaDevices?.addEventListener("devicechange", () => this.list());
  }

  // Whether that microphone, or another one, could be opened.
  open(device = remembered()) {
    this.pending ??= this.tryToOpen(device).finally(() => { this.pending = null; });
    return this.pending;
  }

  async tryToOpen(device) {
    if (!this.capture.isOpen) this.view.renderCheck("asking");
    try {
      await this.opening(device);
    } catch (error) {
      if (!(error instanceof NoMicrophone)) throw error;
      this.view.renderCheck(error.why);
      return false;
    }
    this.judge = new Judge(this.capture.rate);
    this.verdict = "waiting";
    this.view.renderCheck("open", this.verdict);
    await this.list();
    this.opened();
    return true;
  }

  // The one that was chosen, or any where that one is not there now.
  async opening(device) {
    try {
      await this.capture.open(device);
    } catch (error) {
      if (!device || error.why !== "none") throw error;
      await this.capture.open();
    }
  }

  async list() {
    if (this.capture.isOpen) this.view.renderMicrophones(await microphones(), this.capture.device);
  }

  async choose(device) {
    remember(device);
    await this.open(device);
  }

  feed(samples) {
    if (this.playing || !this.judge) return levelOf(samples);
    const level = this.judge.feed(samples);
    const { verdict } = this.judge;
    if (verdict !== this.verdict) {
      this.verdict = verdict;
      this.view.renderCheck("open", verdict);
    }
    return level;
  }

  // Whether a voice was heard, so that the coach need not ask for a word once more.
  get hasHeard() { return ["good", "soft"].includes(this.verdict); }

  // Play what was said last, so that the person hears how it sounds.
  async hear() {
    if (this.playing) return;
    this.playing = true;
    await this.capture.context.resume();
    await this.loudspeaker.playback(this.judge.heard());
    this.playing = false;
  }
}

function remembered() {
  try { return localStorage.getItem(REMEMBERED) ?? ""; } catch { return ""; }
}

function remember(device) {
  try { localStorage.setItem(REMEMBERED, device); } catch { /* a browser that keeps nothing */ }
}
