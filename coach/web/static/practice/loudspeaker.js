// The loudspeaker: fetches what the coach says, plays it, and tells when it began and ended, on the
// microphone's own clock.

const SOON_S = 0.02;
const BLOCKED_AFTER_MS = 1500; // a slow device may need a second to begin

export class Loudspeaker {
  // `report(message)` is told of the beginning and the end of each clip; `blocked(isBlocked)` of a
  // browser that plays nothing until the person has clicked.
  constructor({ capture, address, report, blocked }) {
    this.capture = capture;
    this.address = address;
    this.report = report;
    this.blocked = blocked;
    this.playing = new Map(); // clip → how to stop it
  }

  async play(clip) {
    if (this.playing.has(clip)) return; // asked for once more after a lost connection
    const stopping = new AbortController();
    this.playing.set(clip, () => stopping.abort());
    try {
      const sound = await this.fetched(clip, stopping.signal);
      await this.running();
      if (stopping.signal.aborted) throw new Error("stopped");
      this.start(clip, sound);
    } catch (error) {
      this.playing.delete(clip);
      if (stopping.signal.aborted) this.report({ type: "sound_ended", clip });
      else this.report({ type: "sound_failed", clip, why: String(error.message ?? error) });
    }
  }

  async fetched(clip, signal) {
    const answer = await fetch(`${this.address}/${clip}`, { signal, cache: "no-store" });
    if (!answer.ok) throw new Error(`the sound came as ${answer.status}`);
    return this.capture.context.decodeAudioData(await answer.arrayBuffer());
  }

  // Wait until the browser plays sound at all.
  async running() {
    const { context } = this.capture;
    if (context.state === "running") return;
    const late = setTimeout(() => this.blocked(true), BLOCKED_AFTER_MS);
    try {
      await context.resume();
    } finally { // it may have been closed meanwhile, which no click would help
      clearTimeout(late);
      this.blocked(false);
    }
  }

  start(clip, sound) {
    const { context } = this.capture;
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    const at = context.currentTime + SOON_S;
    source.onended = () => {
      this.playing.delete(clip);
      const late = context.outputLatency || context.baseLatency || 0;
      setTimeout(() => this.report({ type: "sound_ended", clip }), late * 1000);
    };
    source.start(at);
    this.playing.set(clip, () => source.stop());
    const { stream } = this.capture;
    this.report({ type: "sound_started", clip, stream, position: this.capture.positionAt(at) });
  }

  stop(clip) { this.playing.get(clip)?.(); }

  stopAll() { for (const clip of this.playing.keys()) this.stop(clip); }

  // Whether the browser can be told which loudspeaker to use.
  get canChoose() { return "setSinkId" in AudioContext.prototype; }

  // Use that loudspeaker; the system's own where it is not there.
  async choose(device) {
    if (!this.canChoose) return;
    try { await this.capture.context.setSinkId(device); } catch { await this.capture.context.setSinkId(""); }
  }

  // Play sound of our own: 16-bit samples at the context's rate. A context that is closed
  // meanwhile ends it.
  playback(samples) {
    const { context } = this.capture;
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 32768), 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start();
    return new Promise((done) => {
      source.onended = done;
      context.addEventListener("statechange", () => { if (context.state === "closed") done(); });
    });
  }
}
