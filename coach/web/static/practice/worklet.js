// Cuts the microphone's sound into blocks and hands them on, each with its position in the stream.
// Runs on the audio thread; has no access to the page.

const LOST_MS = 1000; // so much more time than sound: the computer slept, and sound is missing

class Blocks extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.samples = new Int16Array(processorOptions.blockSamples);
    this.filled = 0;
    this.first = null; // the frame of the audio context at which the stream began
    this.lost = 0; // samples that are missing so far
    this.cameAt = 0;
    this.closed = false;
    this.port.onmessage = () => { this.closed = true; };
  }

  process([input]) {
    if (this.closed) return false;
    const now = Date.now();
    this.first ??= currentFrame;
    this.notice(now);
    this.cameAt = now;
    const sound = input[0]; // undefined while the microphone gives nothing
    for (let n = 0; n < 128; n += 1) {
      this.samples[this.filled] = Math.round(Math.max(-1, Math.min(1, sound ? sound[n] : 0)) * 32767);
      this.filled += 1;
      if (this.filled === this.samples.length) this.hand(currentFrame + n + 1);
    }
    return true;
  }

  // After sleep the positions go on where the clock is, so that the gap can be seen.
  notice(now) {
    const away = this.cameAt ? now - this.cameAt : 0;
    if (away < LOST_MS) return;
    if (this.filled) this.hand(currentFrame);
    this.lost += Math.round((away / 1000) * sampleRate);
  }

  // `end` is the frame just after the block's last sample.
  hand(end) {
    const samples = this.samples.slice(0, this.filled);
    const offset = this.lost - this.first; // from frames of the context to positions of the stream
    const position = end - this.filled + offset;
    this.port.postMessage({ position, offset, samples }, [samples.buffer]);
    this.filled = 0;
  }
}

registerProcessor("blocks", Blocks);
