// The microphone: asks the browser for it, and hands on its sound in blocks with positions.
// The audio context runs at the device's own rate; the coach converts.

const BLOCK_S = 0.05;
const TELEPHONE_HZ = 16000;
const QUANTUM = 128; // samples that the browser works on at once
const LOOK_EVERY_MS = 1000, STALLED_LOOKS = 3;
// What the loudspeaker plays is taken out; nothing else is changed.
const WANTED = { echoCancellation: true, noiseSuppression: false, autoGainControl: false };

const TROUBLE = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "taken",
  AbortError: "taken",
};

// Why there is no microphone: denied, none, taken or unknown.
export class NoMicrophone extends Error {
  constructor(cause) {
    super(cause?.message ?? "this browser gives no microphone to pages", { cause });
    this.why = cause ? TROUBLE[cause.name] ?? "unknown" : "unknown";
  }
}

export class Capture {
  // `heard({stream, position, samples})` gets each block; `lost()` is told that the device went away.
  constructor({ firstStream, heard, lost }) {
    this.heard = heard;
    this.lost = lost;
    this.stream = firstStream - 1; // the number of the stream that is open; counts on
    this.context = null;
    this.cutting = null; // the context that has what cuts sound into blocks
    this.media = null;
    this.request = null; // the newest wish for a microphone, until it is closed
    this.offset = null;
    this.looks = 0; // since the last block
    this.isStalled = false;
  }

  get rate() { return this.context.sampleRate; }
  get label() { return this.track?.label || "the microphone"; }
  get device() { return this.track?.getSettings().deviceId ?? ""; }
  get track() { return this.media?.getAudioTracks()[0]; }
  get isEchoCancelled() { return this.track?.getSettings().echoCancellation ?? true; }
  // As wireless headsets sound while their microphone is open.
  get isTelephone() { return Math.min(this.rate, this.track?.getSettings().sampleRate ?? this.rate) <= TELEPHONE_HZ; }
  get isOpen() { return this.track?.readyState === "live"; }

  // Open a microphone; the browser asks the person where it has to. It stays closed where nobody
  // wants it any more by then. Throws NoMicrophone.
  async open(deviceId = "") {
    const request = (this.request = Symbol("request"));
    if (!navigator.mediaDevices?.getUserMedia) throw new NoMicrophone();
    const audio = deviceId ? { ...WANTED, deviceId: { exact: deviceId } } : WANTED;
    let media;
    try {
      media = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      throw new NoMicrophone(error);
    }
    try {
      await this.prepareToCut();
    } catch {
      stop(media); // else the browser would show that it is listened to
      throw new NoMicrophone();
    }
    if (request !== this.request) return stop(media);
    this.close();
    this.media = media;
    this.connect();
  }

  // The context in which everything is heard and played; made once, and anew where it stalled.
  prepare() {
    if (this.context && !this.isStalled) return;
    this.context = new AudioContext({ latencyHint: "interactive" });
    this.isStalled = false;
    this.looking ??= setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  // Who has no microphone here needs none of it to hear what is played.
  async prepareToCut() {
    this.prepare();
    const { context } = this;
    if (context === this.cutting) return;
    try {
      await context.audioWorklet.addModule("/static/practice/worklet.js");
    } catch (error) {
      if (context === this.context) this.isStalled = true;
      context.close(); // a browser has only so many
      throw error;
    }
    this.cutting = context;
  }

  // Where the loudspeaker breaks, the browser may stop the context for good, without a word. One that
  // still runs may only be late.
  look() {
    const isStopped = this.isOpen && this.offset !== null && this.context.state !== "running";
    this.looks = isStopped ? this.looks + 1 : 0;
    if (this.looks < STALLED_LOOKS) return;
    this.isStalled = true;
    this.context.close().catch(() => {}); // it may be closed already
    this.close();
    this.lost();
  }

  connect() {
    const blockSamples = Math.max(1, Math.round((this.rate * BLOCK_S) / QUANTUM)) * QUANTUM;
    this.stream += 1;
    const stream = this.stream;
    this.offset = null;
    this.looks = 0;
    this.beganAt = Date.now(); // nearly: the first sample comes a moment later
    this.source = this.context.createMediaStreamSource(this.media);
    this.node = new AudioWorkletNode(this.context, "blocks", {
      numberOfInputs: 1,
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
      processorOptions: { blockSamples },
    });
    this.node.port.onmessage = ({ data }) => {
      if (stream === this.stream) {
        this.offset = data.offset;
        this.looks = 0;
      }
      this.heard({ stream, position: data.position, samples: data.samples });
    };
    this.source.connect(this.node);
    this.track.addEventListener("ended", () => {
      if (stream !== this.stream || !this.media) return;
      this.close(); // else the browser would go on with digital silence
      this.lost();
    });
  }

  // The position of the stream at which the microphone hears what is played at `time` of the
  // context. Sound needs some time to leave the loudspeaker, and some to come in.
  positionAt(time) {
    if (this.offset === null) return 0;
    const out = this.context.outputLatency || this.context.baseLatency || 0;
    const settings = this.track?.getSettings() ?? {};
    const late = out + (settings.latency ?? 0);
    return Math.max(0, Math.round((time + late) * this.rate) + this.offset);
  }

  close() {
    this.request = null;
    this.source?.disconnect();
    this.node?.port.postMessage("close");
    this.node = null;
    stop(this.media);
    this.media = null;
  }
}

function stop(media) { media?.getTracks().forEach((track) => track.stop()); }

// The microphones and loudspeakers to choose from; they have names once the person has permitted a
// microphone.
export async function devices() {
  const all = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.deviceId);
  const of = (kind) => all.filter((each) => each.kind === kind);
  return { microphones: of("audioinput"), loudspeakers: of("audiooutput") };
}

// Wait until the browser tells of another device or permission, but no longer than `longest`: of some
// it never tells.
export async function change(longest) {
  const status = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  const told = new AbortController(); // the others are not listened to any more
  const once = { once: true, signal: told.signal };
  await new Promise((resolve) => {
    navigator.mediaDevices.addEventListener("devicechange", resolve, once);
    status?.addEventListener("change", resolve, once);
    if (longest < Infinity) setTimeout(resolve, longest);
  });
  told.abort();
}

// Whether the browser will ask before it gives a microphone: granted, denied or prompt.
export async function permission() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state;
  } catch {
    return "prompt"; // a browser that does not tell
  }
}
