// What is known of the session: made out of what the coach tells, and of nothing else, so that a
// tab that was loaded again learns it all anew.

import { HANDLERS } from "./happened.js";
import { HANDED_LATER } from "./texts.js";

// The parts of a session, as the page shows them.
export const CHECK = "check", WAITING = "waiting", TOLD = "told", ASKED = "asked",
  THINKING = "thinking", ANSWERING = "answering", GUESSING = "guessing", WRITING = "writing",
  AFTER = "after",
  ENDED = "ended", FAILED = "failed", ELSEWHERE = "elsewhere", BUSY = "busy", GONE = "gone";

const OVER = [ENDED, FAILED];
const SHOWN_ELSEWHERE = ["answer_measured", "answer_advised", "think_time_started", "time_warned"];

export class Session {
  // `known` are answers from before this sitting.
  constructor(known = []) {
    this.known = known;
    this.reset();
  }

  reset() {
    this.phase = CHECK;
    this.id = "";
    this.title = "";
    this.question = null; // {number, text}
    this.of = 0;
    this.askedBy = ""; // who of a panel asks
    this.take = 1;
    this.thinkLeft = null;
    this.isThinkingPaused = false;
    this.level = null; // the last level_heard
    this.caption = { text: "", settled: 0 };
    this.warning = "";
    this.notice = null; // {message, hint}
    this.answer = null; // the transcript of the last answer, and its figures
    this.answers = new Map(); // question and take → answer, for the end
    this.choices = [];
    this.themes = []; // of which one was that of the question
    this.isGoingBack = false; // a follow-up was skipped: the answers before it come back
    this.isLine = false; // what is said now is a line, and no answer
    this.restorable = false;
    this.mayRepeat = true;
    this.points = null; // {question, take, texts}: what to listen for in the last answer
    this.ticked = new Map(); // question, take and point → whether it was heard
    this.isInMind = false; // whether there is advice to try in another take
    this.playing = false;
    this.isLast = false; // whether no question comes after this one
    this.checking = false; // the coach asked for a word, to hear whether the microphone works
    this.written = null; // how far the transcript has come
    this.listening = false;
    this.isHeard = false; // whether a microphone is open
    this.microphone = "page"; // or "machine", whose own listens where the browser gives none
    this.finished = null;
    this.failure = null;
    this.left = null; // the answer of which the coach that was started anew has only the beginning
    this.refusal = null; // {message, hint}: why it does not take the rest
  }

  // The take before the last answer, or the answer that a follow-up was about, if its words are known.
  get before() {
    if (!this.answer) return null;
    const { question, take } = this.answer;
    const known = [...this.answers.values(), ...this.known];
    const isBefore = (each) => each.question.number === question.number && each.take < take;
    const earlier = known.filter((each) => isBefore(each) && each.text && !each.question.follow_up);
    return earlier.sort((one, other) => other.take - one.take)[0] ?? null;
  }

  // A follow-up was skipped: what is there to hear, read and repeat is the last answer before it.
  goBackToAnswer() {
    const isOfQuestion = ({ question, text }) => question.number === this.question?.number && text !== null;
    const answer = [...this.answers.values()].filter(isOfQuestion).pop();
    if (!answer) return;
    this.answer = answer;
    this.question = answer.question;
  }

  // Whether a follow-up to the question is asked and answered now.
  get isFollowUp() { return Boolean(this.question?.follow_up); }

  get isRunning() {
    return ![CHECK, ELSEWHERE, BUSY, GONE, ...OVER].includes(this.phase);
  }
  get isPaused() {
    if (this.phase === THINKING) return this.isThinkingPaused;
    return this.phase === ANSWERING && Boolean(this.level?.paused);
  }
  get isRecording() { return this.phase === ANSWERING && this.isHeard && !this.isPaused; }
  // After the last answer nothing is left to decide but to leave; so it is when the last question was
  // skipped while it was asked.
  get isFinishing() { return [ASKED, AFTER].includes(this.phase) && this.choices.join() === "stop"; }
  get isLastSkipped() { return this.isFinishing && this.phase === ASKED; }
  get isOver() { return OVER.includes(this.phase); }

  // Take in what the coach says.
  apply(message) {
    const apply = {
      welcome: () => this.welcome(message),
      event: () => this.event(message),
      choices: () => this.offered(message.choices),
      listen: () => { this.listening = message.on; },
      taken_in: () => this.tookIn(),
      refused: () => { this.refusal = message; },
      failed: () => this.fail(message),
      ended: () => this.end(message),
    }[message.type];
    apply?.();
  }

  welcome({ state, session, microphone }) {
    if (this.isOver || this.phase === GONE) return;
    if (state === "running") this.microphone = microphone;
    if (this.isRunning && this.id && (state === "idle" || (session && session !== this.id))) this.lose();
    else if (state === "elsewhere") {
      this.reset();
      this.phase = ELSEWHERE;
    } else if (state === "busy") this.phase = BUSY;
    else if (state === "running") {
      this.id = session || this.id;
      if (!this.isRunning) this.phase = WAITING;
    } else this.phase = CHECK;
  }

  // The coach was started anew, and knows nothing of the session but what is on its disk.
  lose() {
    const isCutOff = this.phase === ANSWERING && !this.isPaused;
    this.left = isCutOff ? leftOf(this, this) : null;
    this.phase = GONE;
    this.choices = [];
    this.listening = false;
  }

  tookIn() {
    this.left = this.refusal = null;
    if (this.failure) this.failure.hint = HANDED_LATER;
  }

  // A line that is dictated has no events of its own: it is over when nothing can be chosen.
  offered(choices) {
    if (this.phase === ASKED && choices.includes("done")) {
      this.phase = ANSWERING;
      this.isLine = true;
    } else if (this.isLine && !choices.length) {
      this.phase = WRITING;
      this.answer = { question: this.question, take: 0, text: null, pace: "" };
    }
    this.choices = choices;
  }

  fail({ message, hint, session }) {
    this.id = session ?? this.id; // "" where nothing of it is kept
    this.failure = { message, hint: hint ?? "" };
    this.phase = FAILED;
    this.choices = [];
    this.listening = false;
  }

  end({ session }) {
    this.id = session ?? this.id;
    if (this.phase !== FAILED) this.phase = ENDED;
    this.choices = [];
    this.listening = false;
  }

  event({ session, document, line, figures }) {
    this.id = session || this.id; // of a telling no event of its own says it
    const handle = HANDLERS[document.event];
    handle?.(this, document, line, figures);
    if (!handle && line && !SHOWN_ELSEWHERE.includes(document.event)) this.notice = { message: line, hint: "" };
  }

  begin() { this.phase = WAITING; }

  // Tick whether point `number` was heard; what the coach is told of it.
  tick(number, heard) {
    const { question, take } = this.points;
    this.ticked.set(`${question}:${take}:${number}`, heard);
    return { type: "ticked", question, take, point: number, heard };
  }

  answerOf(document) {
    const key = `${document.question.number}:${document.take}`;
    const known = this.answers.get(key);
    if (known) return known;
    const answer = { question: document.question, take: document.take, text: null, pace: "" };
    this.answers.set(key, answer);
    return answer;
  }
}

// Which answer it is whose rest the page may still have.
export function leftOf({ id }, { question, take }) {
  return { session: id, question: question.number, take };
}
