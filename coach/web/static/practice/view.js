// Shows the session: the only module that touches the document. It computes nothing.
import { clock } from "../clock.js";
import { Choices } from "./choices.js";
import { shareOf } from "./meter.js";
import { GONE } from "./session.js";
import {
  announced, ANSWER_BEFORE, BROKEN_OFF, figures, FINISHING, FOLLOW_UP, FOLLOW_UP_ANSWER,
  HANDED_OVER, HANDING_OVER, left, NOT_BEGUN, PAUSED, permitting, SKIPPED, summary, TAKE_BEFORE,
  TAKE_NOW, THINKING_PAUSED, VERDICTS,
} from "./texts.js";
import { Points } from "./points.js";
import { Words } from "./words.js";

const SAVED_MS = 60_000; // until then the browser has read the file

const one = (selector) => document.querySelector(selector);

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function capital(text) { return text.slice(0, 1).toUpperCase() + text.slice(1); }

function soundOf(stage, id, { question, take }) {
  return `${stage.dataset.root}/session/${encodeURIComponent(id)}/${question.number}/${take}/audio`;
}

function show(element, isShown) { element.hidden = !isShown; }

export class View {
  // `hears()` is told when the person begins to hear an answer.
  constructor({ hears }) {
    this.stage = one(".sitting");
    this.parts = [...document.querySelectorAll("[data-on]")];
    const hearing = { audio: new Audio(), changed: () => this.renderHearing() };
    hearing.audio.addEventListener("play", hears);
    const addressOf = (answer) => soundOf(this.stage, this.id, answer);
    this.words = new Words(one("[data-now=answer]"), addressOf, hearing);
    this.before = new Words(one("[data-now=before]"), addressOf, hearing);
    this.choices = new Choices(one(".choices"));
    this.points = new Points(one(".listen-for"), one("[data-now=figures]"), one("[data-now=before-figures]"));
    this.phase = "";
    this.announcement = "";
  }

  // Show `session`.
  render(session) {
    const { phase } = session;
    this.id = session.id;
    for (const part of this.parts) show(part, part.dataset.on.split(" ").includes(phase));
    document.body.dataset.phase = phase;
    document.body.classList.toggle("running", session.isRunning);
    document.body.classList.toggle("paused", session.isPaused);
    document.body.classList.toggle("recording", session.isRecording);
    this.renderQuestion(session);
    this.renderAnswering(session);
    this.renderAnswer(session);
    this.renderBefore(session);
    this.points.render(session);
    this.renderNotice(session);
    this.choices.render(session);
    if (session.isOver) this.renderEnd(session);
    if (phase === GONE) this.renderGone(session);
    this.keepFocus(phase);
    this.announce(announced(session));
  }

  renderQuestion({ phase, question, of, thinkLeft, thinkFor, checking, isFollowUp, askedBy }) {
    const isAsked = Boolean(question) && !["check", "waiting", "ended", "failed", GONE].includes(phase);
    show(one(".asked"), isAsked);
    if (isAsked) {
      const number = of > 1 ? `Question ${question.number} of ${of}` : "";
      const about = [number, askedBy, isFollowUp ? FOLLOW_UP : ""].filter(Boolean).join(" · ");
      setText(one("[data-now=number]"), capital(about));
      setText(one("[data-now=question]"), question.text);
      one("[data-now=question]").classList.toggle("long", question.text.length > 140);
    }
    show(one(".told-level"), checking);
    setText(one("[data-now=told]"), checking ? VERDICTS.waiting : "The coach is talking to you.");
    if (phase === "thinking") {
      const shown = Math.ceil(thinkLeft ?? 0);
      setText(one("[data-now=think]"), `${clock(shown)} to think`);
      this.gauge(one(".thinking .gauge"), thinkFor ? (thinkLeft ?? 0) / thinkFor : 0);
    }
  }

  renderAnswering({ level, caption, warning, isPaused, isRecording }) {
    const heard = level?.heard_s ?? 0, target = level?.target_s;
    const over = target && level.clocked ? heard - target : 0;
    setText(one("[data-now=state]"), isPaused ? "Paused" : isRecording ? "Recording" : "Not recording");
    setText(one("[data-now=time]"), !level ? "" : `${clock(heard)}${target ? ` of ${clock(target)}` : ""}${over > 0 ? ` · ${clock(over)} over` : ""}`);
    show(one(".answering .gauge"), Boolean(target));
    this.gauge(one(".answering .gauge"), target ? heard / target : 0);
    one(".answering").classList.toggle("late", Boolean(warning) || over > 0);
    show(one("[data-now=warning]"), Boolean(warning));
    setText(one("[data-now=warning]"), warning);
    const words = caption.text.split(/\s+/).filter(Boolean);
    setText(one(".caption .settled"), words.slice(0, caption.settled).join(" "));
    setText(one(".caption .open"), words.slice(caption.settled).join(" "));
    show(one(".caption"), words.length > 0);
  }

  renderAnswer({ phase, answer, written, mayRepeat, choices }) {
    const isShown = ["writing", "after"].includes(phase) && Boolean(answer);
    const hasWords = isShown && answer.text !== null && !answer.noSpeech;
    show(one("[data-now=answer]"), hasWords);
    this.words.render(hasWords ? answer : null);
    show(one("[data-now=hear]"), hasWords && answer.words?.length > 0);
    show(one("[data-now=no-speech]"), isShown && Boolean(answer.noSpeech));
    setText(one("[data-now=figures]"), isShown ? figures(answer) : "");
    show(one("[data-now=advice]"), isShown && Boolean(answer.advice));
    setText(one("[data-now=advice]"), isShown ? answer.advice ?? "" : "");
    const isLate = isShown && answer.text === null;
    show(one("[data-now=writing]"), isLate);
    const share = written ? ` ${Math.round(written * 100)} %` : "";
    setText(one("[data-now=writing]"), isLate ? `Writing it down …${share}` : "");
    show(one("[data-now=unclear]"), isShown && Boolean(answer.unclear));
    setText(one("[data-now=unclear]"), isShown ? answer.unclear ?? "" : "");
    show(one("[data-now=once]"), phase === "after" && !mayRepeat && !choices.includes("again"));
  }

  // The take before, beside the one that was said just now; beside a follow-up's, what came before.
  renderBefore({ phase, answer, before }) {
    const isWritten = ["writing", "after"].includes(phase) && answer?.text != null;
    const isShown = isWritten && Boolean(before);
    const isFollowUp = Boolean(answer?.question?.follow_up);
    setText(one("#take-before"), isFollowUp ? ANSWER_BEFORE : TAKE_BEFORE);
    setText(one("#take-now"), isFollowUp ? FOLLOW_UP_ANSWER : TAKE_NOW);
    show(one(".before"), isShown);
    show(one("#take-now"), isShown);
    show(one(".hear-now"), isShown && !answer?.noSpeech);
    one(".takes").classList.toggle("two", isShown);
    this.stage.classList.toggle("wide", isShown);
    this.before.render(isShown ? before : null);
    setText(one("[data-now=before-figures]"), isShown ? figures(before) : "");
    const followedUp = isShown && isFollowUp ? before : null; // its advice was not shown yet
    for (const [name, text] of [["question", followedUp?.question.text], ["advice", followedUp?.advice]]) {
      show(one(`[data-now=before-${name}]`), Boolean(text));
      setText(one(`[data-now=before-${name}]`), text ?? "");
    }
  }

  // The coach begins to play something.
  hush() { for (const words of [this.words, this.before]) words.stop(); }

  renderHearing() {
    for (const [name, words] of [["now", this.words], ["before", this.before]]) {
      setText(one(`[data-do=hear-${name}]`), words.plays ? "Stop hearing it" : "Hear it");
    }
  }

  renderNotice({ phase, notice, isPaused, isFinishing, isLastSkipped, isRunning }) {
    const finishing = isLastSkipped ? `${SKIPPED} ${FINISHING}` : isFinishing && FINISHING;
    const ours = (isPaused && (phase === "thinking" ? THINKING_PAUSED : PAUSED)) || finishing || "";
    const told = notice?.yields && ours ? null : notice;
    const shown = told ?? { message: ours, hint: "" };
    show(one(".notice"), Boolean(shown.message) && isRunning);
    setText(one("[data-now=notice]"), shown.message);
    setText(one("[data-now=hint]"), shown.hint);
  }

  renderGone({ id, left: waiting, refusal }) {
    setText(one("[data-now=gone]"), refusal ? `${refusal.message} ${refusal.hint}` : waiting ? HANDING_OVER : HANDED_OVER);
    const link = one("[data-now=gone-on]");
    show(link.parentElement, !waiting || Boolean(refusal));
    link.href = link.dataset.href.replace("SESSION", encodeURIComponent(id));
  }

  renderEnd(session) {
    const { finished, failure, id, answers, question } = session;
    const spoken = [...answers.values()].filter((each) => each.duration !== undefined);
    const seconds = spoken.reduce((sum, each) => sum + each.duration, 0);
    setText(one("[data-now=summary]"), finished ? summary(finished, seconds) : "");
    setText(one("[data-now=left]"), finished ? left(finished) : "");
    setText(one("[data-now=broken-off]"), id || question ? BROKEN_OFF : NOT_BEGUN);
    show(one("[data-now=kept]"), Boolean(id));
    setText(one("[data-now=failure]"), failure?.message ?? "");
    setText(one("[data-now=failure-hint]"), failure?.hint ?? "");
    const told = [...answers.values()].filter((each) => each.text);
    const isUseful = {
      "go-on": Boolean(failure || finished?.left || (!finished && !told.length)),
      primary: Boolean(finished ? finished.answered : told.length),
    };
    const main = isUseful.primary && !failure ? "primary" : "go-on";
    for (const link of document.querySelectorAll("[data-link]")) {
      const { link: use, href } = link.dataset;
      const leadsOn = Boolean(id) || !href.includes("SESSION");
      show(link, leadsOn && (isUseful[use] ?? true));
      link.classList.toggle("main", use === main);
      link.href = href.replace("SESSION", encodeURIComponent(id));
    }
    one(".done-answers").replaceChildren(...told.map((answer) => doneAnswer(answer, told)));
  }

  // The microphone check: `state` is closed, asking, open, denied, none, taken or unknown.
  renderCheck(state, verdict = "waiting") {
    for (const part of document.querySelectorAll("[data-mic]")) {
      show(part, part.dataset.mic.split(" ").includes(state));
    }
    setText(one("[data-now=verdict]"), state === "open" ? VERDICTS[verdict] : "");
    one("[data-now=verdict]").classList.toggle("bad", !["waiting", "good"].includes(verdict));
    setText(one("[data-now=permit]"), permitting());
    one("[data-do=hear]").hidden = !["good", "soft", "clipped"].includes(verdict);
  }

  // What Whisper made of the words of the check, and what stands in the way of a good transcript.
  renderHeard(text, trouble = "") {
    show(one(".heard"), Boolean(text));
    setText(one("[data-now=heard]"), text);
    show(one("[data-now=trouble]"), Boolean(trouble));
    setText(one("[data-now=trouble]"), trouble);
  }

  renderDevices(kind, devices, current) {
    const select = one(`#${kind}`);
    const options = devices.map(({ deviceId, label }, n) => {
      return new Option(label || `${capital(kind)} ${n + 1}`, deviceId, false, deviceId === current);
    });
    select.replaceChildren(...options);
    show(select.closest("p"), devices.length > 1);
  }

  renderLevel(levelDb) {
    const share = shareOf(levelDb);
    for (const meter of document.querySelectorAll(".level")) this.gauge(meter, share);
    one(".dot").style.setProperty("--level", share.toFixed(2));
  }

  // Whether the coach can be reached, whether that is told, how much sound waits for it, and of which
  // microphones. `fileOf` makes the file of one when it is asked for, so that all is in it.
  renderLink(isUp, isTold, waiting, streams, fileOf) {
    show(one(".connection"), isTold);
    setText(one("[data-now=waiting-sound]"), waiting);
    const rescue = one(".rescue");
    show(rescue, streams.length > 0);
    if (rescue.childElementCount !== streams.length) {
      rescue.replaceChildren(...streams.map((stream) => fileLink(stream, fileOf)));
    }
    for (const button of document.querySelectorAll("[data-do^=begin]")) button.disabled = !isUp;
    this.choices.enable(isUp);
  }

  renderBlocked(isBlocked) { show(one(".blocked"), isBlocked); }

  gauge(element, share) {
    element.firstElementChild.style.transform = `scaleX(${Math.max(0, Math.min(1, share)).toFixed(3)})`;
  }

  // Whoever had the focus on something that is gone finds it at the top of the new part.
  keepFocus(phase) {
    const isNew = phase !== this.phase;
    this.phase = phase;
    const focused = document.activeElement;
    const isLost = focused === document.body || focused?.closest("[hidden]");
    if (isNew && isLost) this.stage.focus({ preventScroll: true });
  }

  announce(text) {
    if (text === this.announcement) return;
    this.announcement = text;
    setText(one("#announced"), text); // nothing that is over may be found there
  }
}

// An answer, which says which take it is where there are others of its question.
function doneAnswer({ question, take, text }, told) {
  const { number, follow_up: followUp } = question;
  const takes = told.filter((each) => each.question.number === number && !each.question.follow_up);
  const item = document.createElement("li");
  const asked = document.createElement("h2");
  const isTaken = !followUp && takes.length > 1;
  asked.textContent = `${followUp ? "Follow-up: " : ""}${question.text}${isTaken ? ` Take ${take}` : ""}`;
  const said = document.createElement("p");
  said.textContent = text;
  item.append(asked, said);
  return item;
}

function fileLink(stream, fileOf) {
  const link = document.createElement("a");
  link.href = "#";
  link.addEventListener("click", () => {
    link.href = URL.createObjectURL(fileOf(stream));
    setTimeout(URL.revokeObjectURL, SAVED_MS, link.href); // else it stays in memory with the page
  });
  link.download = `answer-${stream}.wav`;
  link.textContent = "Save this part of your answer as a file";
  return link;
}
