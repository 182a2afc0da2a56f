// Blocks of sound on their way to the coach: how they are sent, and which are still to arrive.

const HEADER_BYTES = 16;

const CRC = new Uint32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// A block as one binary frame, little-endian: stream, CRC-32 of the samples, position, samples.
export function framed({ stream, position, samples }) {
  const frame = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(frame);
  samples.forEach((sample, n) => view.setInt16(HEADER_BYTES + n * 2, sample, true));
  view.setUint32(0, stream, true);
  view.setUint32(4, crc32(new Uint8Array(frame, HEADER_BYTES)), true);
  view.setBigUint64(8, BigInt(position), true);
  return frame;
}

// As many frames as fit into `most` bytes, each after its length.
export function packed(frames, most) {
  const parts = [];
  let size = 0;
  for (const frame of frames) {
    size += 4 + frame.byteLength;
    if (size > most) break;
    parts.push(new Uint32Array([frame.byteLength]), frame);
  }
  return new Blob(parts);
}

// The blocks that the coach has not acknowledged, in the order in which they were heard.
export class Unsent {
  constructor() {
    this.blocks = [];
    this.streams = new Map(); // number → what the coach is told of it
  }

  get isEmpty() { return !this.blocks.length; }

  get seconds() {
    return this.blocks.reduce((sum, each) => sum + each.samples.length / this.rateOf(each), 0);
  }

  rateOf(block) { return this.streams.get(block.stream).rate_hz; }

  clear() { this.blocks = []; }

  add(block) { this.blocks.push(block); }

  // Forget what lies before `position` of `stream`: the coach has it.
  kept(stream, position) {
    let first = 0; // the oldest come first, so that a few at the beginning are looked at
    while (first < this.blocks.length && isKept(this.blocks[first], stream, position)) first += 1;
    this.blocks.splice(0, first);
    if (this.blocks.some((each) => each.stream === stream && each.stream !== this.blocks[0].stream)) {
      this.blocks = this.blocks.filter((each) => !isKept(each, stream, position));
    }
  }

  // The microphones that the blocks come from.
  get waitingStreams() { return [...new Set(this.blocks.map((each) => each.stream))]; }

  // What waits of one microphone, as a WAV file.
  wav(stream) {
    const parts = this.blocks.filter((each) => each.stream === stream).map((each) => each.samples);
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const header = wavHeader(this.streams.get(stream).rate_hz, bytes);
    return new Blob([header, ...parts], { type: "audio/wav" });
  }
}

function isKept(block, stream, position) {
  return block.stream === stream && block.position + block.samples.length <= position;
}

function wavHeader(rate, bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  text(0, "RIFF"); view.setUint32(4, 36 + bytes, true); text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, rate, true); view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, "data"); view.setUint32(40, bytes, true);
  return view.buffer;
}
