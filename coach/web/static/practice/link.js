// The connection to the coach. It is made again whenever it breaks; what the coach has not
// acknowledged by then is sent once more, and so is what the person decided last.
import { framed, packed, Unsent } from "./blocks.js";

const FIRST_WAIT_MS = 200, LONGEST_WAIT_MS = 3000;
const SILENT_MS = 30000; // so long without an acknowledgement: perhaps the connection hangs
const LOOK_EVERY_MS = 1000;
const MOST_IN_FLIGHT_BYTES = 60000; // browsers let so much outlive a page; it is half a second
const BINARY = "application/octet-stream";

export class Link {
  // `told(message)` gets what the coach says, `changed(isUp)` whether it can be reached.
  constructor({ address, page, told, changed }) {
    this.address = address;
    this.page = page;
    this.told = told;
    this.changed = changed;
    this.unsent = new Unsent();
    this.seen = 0;
    this.isUp = false;
    this.isHanding = false; // whether the rest of an answer is on its way to the coach
    this.waiting = []; // messages for when the coach can be reached again
    this.offered = 0; // the number of the message that told what can be decided
    this.decided = []; // since then
    this.decisions = 0; // so far
    this.wait = FIRST_WAIT_MS;
    this.acknowledgedAt = 0;
    this.lastKept = { stream: 0, position: 0, written: null };
  }

  open() {
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.put({ type: "hello", page: this.page, seen: this.seen });
    socket.onmessage = ({ data }) => { if (socket === this.socket) this.receive(JSON.parse(data)); };
    socket.onclose = () => { if (socket === this.socket) this.broke(); };
    this.looking ??= setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  receive(message) {
    if (message.seq && message.type !== "welcome") {
      if (message.seq <= this.seen) return; // it was told before the connection broke
      this.seen = message.seq;
    }
    if (message.type === "choices") {
      this.offered = message.seq;
      this.decided = [];
    }
    if (message.type === "welcome") this.welcome(message);
    else if (message.type === "kept") this.kept(message);
    else if (["taken_in", "refused"].includes(message.type)) this.isHanding = false;
    this.told(message);
  }

  welcome(message) {
    if (message.state === "elsewhere") this.seen = 0; // whoever takes over is told everything
    this.wait = FIRST_WAIT_MS;
    this.isUp = true;
    this.acknowledgedAt = performance.now();
    if (message.state === "running" || message.state === "idle") {
      for (const stream of this.unsent.streams.values()) this.put(stream);
    }
    if (message.state === "running") {
      for (const block of this.unsent.blocks) this.socket.send(framed(block));
    }
    const isSame = message.state === "running" && message.offered === this.offered;
    if (!isSame) this.decided = []; // it came, or does not fit any more
    for (const message of [...this.decided, ...this.waiting.splice(0)]) this.put(message);
    this.changed(true);
  }

  // `written` samples of the recording are on the coach's disk, up to that position.
  kept({ stream, position, written }) {
    this.acknowledgedAt = performance.now();
    this.lastKept = { stream, position, written };
    this.unsent.kept(stream, position);
  }

  // Hand the coach what is left of an answer, whose recording another coach began and lost. Where the
  // connection breaks before the coach has answered, that is to be done once more.
  handOver(answer) {
    this.isHanding = true;
    const { blocks, streams } = this.unsent;
    const { stream, position, written } = this.lastKept;
    const opened = [...new Set([stream, ...this.unsent.waitingStreams])].map((n) => streams.get(n));
    this.put({
      type: "left_over", ...answer, stream, position, written: written ?? 0,
      streams: opened.filter(Boolean), blocks: blocks.length,
    });
    for (const block of blocks) this.socket.send(framed(block));
  }

  // Send a message, as soon as the coach can be reached.
  send(message) {
    if (this.isUp) this.put(message);
    else this.waiting.push(message);
  }

  // Send what the person decided. It may be lost with a connection that is just breaking.
  decide(message) {
    this.decisions += 1;
    this.decided.push({ ...message, number: this.decisions });
    if (this.isUp) this.put(this.decided.at(-1));
  }

  // Say that a microphone was opened.
  stream(message) {
    this.unsent.streams.set(message.stream, message);
    if (this.isUp) this.put(message); // else it is said with the next welcome
  }

  // Send a block, and keep it until the coach has it.
  block(block) {
    if (this.unsent.isEmpty) this.acknowledgedAt = performance.now();
    this.unsent.add(block);
    if (this.isUp) this.socket.send(framed(block));
  }

  // The page is being left: hand over what is on its way by a request that outlives it. The socket
  // may be closed before all is out.
  leave(address) {
    const body = packed(this.unsent.blocks.map(framed), MOST_IN_FLIGHT_BYTES);
    if (!body.size) return;
    const options = { method: "POST", body, keepalive: true, headers: { "Content-Type": BINARY } };
    fetch(`${address}/${this.page}`, options).catch(() => { /* nobody is there any more */ });
  }

  put(message) { this.socket.send(JSON.stringify(message)); }

  broke() {
    this.isUp = this.isHanding = false;
    this.changed(false);
    setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
  }

  // A connection over which nothing comes is given up; the next one may work. What is handed over is
  // not acknowledged block by block.
  look() {
    if (!this.isUp || this.unsent.isEmpty || this.isHanding) return;
    if (performance.now() - this.acknowledgedAt < SILENT_MS) return;
    const hanging = this.socket;
    this.socket = null;
    hanging.close();
    this.broke();
  }
}
