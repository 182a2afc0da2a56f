// How loud the microphone is, and what that says about it.

const FLOOR_DB = -100;
const QUIETEST_DB = -60, LOUDEST_DB = -12; // what the meter shows from end to end
const SPEECH_DB = -50; // louder than a quiet room
const SOFT_BELOW_DB = -45; // speech softer than that drowns in the noise of a microphone
const FULL = 32700; // a sample from which on it is cut off
const SPOKEN_BLOCKS = 100; // so many with speech are looked at
const SPOKEN_S = 1, NOTHING_S = 2.5, UNHEARD_S = 7;
export const HEARD_AGAIN_S = 3;

export function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum ? 10 * Math.log10(sum / samples.length / 32768 ** 2) : FLOOR_DB;
}

// From 0 to 1.
export function shareOf(levelDb) {
  return Math.max(0, Math.min(1, (levelDb - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
}

// Judges a microphone by what it gives: waiting, nothing, silent, soft, clipped or good.
export class Judge {
  constructor(rate) {
    this.rate = rate;
    this.samples = 0;
    this.spoken = []; // the levels of the blocks with speech
    this.clipped = 0;
    this.anything = false;
    this.last = []; // the last seconds, to be heard again
    this.held = 0;
  }

  feed(samples) {
    this.samples += samples.length;
    const level = levelOf(samples);
    if (level > FLOOR_DB) this.anything = true;
    if (level > SPEECH_DB) this.spoken = [...this.spoken.slice(-SPOKEN_BLOCKS), level];
    if (isClipped(samples)) this.clipped += 1;
    this.last.push(samples);
    this.held += samples.length;
    while (this.held - this.last[0].length > HEARD_AGAIN_S * this.rate) this.held -= this.last.shift().length;
    return level;
  }

  get seconds() { return this.samples / this.rate; }

  get verdict() {
    if (!this.anything) return this.seconds > NOTHING_S ? "nothing" : "waiting";
    const block = this.samples ? this.last[0].length / this.rate : 0;
    const enough = this.spoken.length * block >= SPOKEN_S;
    if (!enough) return this.seconds > UNHEARD_S ? "silent" : "waiting";
    if (this.clipped > 2) return "clipped";
    const loudest = [...this.spoken].sort((a, b) => b - a).slice(0, Math.ceil(this.spoken.length / 5));
    const mean = loudest.reduce((sum, each) => sum + each, 0) / loudest.length;
    return mean < SOFT_BELOW_DB ? "soft" : "good";
  }

  // The last seconds, as 16-bit samples.
  heard() {
    const all = new Int16Array(this.held);
    let at = 0;
    for (const samples of this.last) { all.set(samples, at); at += samples.length; }
    return all;
  }
}

function isClipped(samples) {
  let run = 0;
  for (const sample of samples) {
    run = Math.abs(sample) >= FULL ? run + 1 : 0;
    if (run >= 3) return true;
  }
  return false;
}
