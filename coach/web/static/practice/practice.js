// The practising page: connects the microphone, the loudspeaker, the coach, and what is shown.
import { Capture, change, NoMicrophone } from "./capture.js";
import { Check } from "./check.js";
import { listenToKeys } from "./keys.js";
import { Link } from "./link.js";
import { Loudspeaker } from "./loudspeaker.js";
import { levelOf } from "./meter.js";
import { beginning } from "./options.js";
import { ANSWERING, CHECK, ELSEWHERE, ENDED, GONE, Session } from "./session.js";
import { thisTab } from "./tab.js";
import { HOLDS_ENOUGH, lostMicrophone, waitingSound } from "./texts.js";
import { View } from "./view.js";

const RESCUE_AFTER_MS = 10000; // so long without the coach, and the sound is offered as a file
const AGAIN_AFTER_MS = 3000; // the session is in use: it may be free then
const LOOK_AGAIN_MS = 2000; // for a microphone that went away
const LEAVES_WITHIN_MS = 3000; // for the page that is next; else the end is shown here
const WORTH_SAVING_S = 1; // less is on its way at any moment

const { root, language, before, most: mostS } = document.querySelector(".sitting").dataset;
const most = Number(mostS); // seconds of sound that wait here for a coach that is away
const one = (selector) => document.querySelector(selector);
const socket = new URL(`${root}/practice/socket`, location.href);
socket.protocol = "ws:";

const tab = await thisTab();
const session = new Session(before ? [JSON.parse(before)] : []);
const view = new View({ hears: () => loudspeaker.stopAll() }); // one sound at a time

const capture = new Capture({ firstStream: tab.nextStream, heard, lost: microphoneLost });
const link = new Link({ address: socket.href, page: tab.id, told, changed: () => showLink() });
const loudspeaker = new Loudspeaker({
  capture,
  address: `${root}/practice/sound`,
  report: (message) => link.send(message),
  blocked: (isBlocked) => view.renderBlocked(isBlocked),
});
const check = new Check({
  capture, loudspeaker, view, opened: microphoneOpened,
  address: { path: `${root}/practice/check`, language, voice: new URLSearchParams(location.search).get("voice") ?? "" },
});
let downSince = 0;
let reopening = null;
let staying = null; // a timer: nobody has come to what is next
let hasStayed = false;
let isSaving = false; // to save a file is no way to leave the page, although browsers ask

function render() {
  session.isHeard = capture.isOpen || session.microphone === "machine";
  if (session.phase === ENDED && whatIsNext() && !hasStayed) return stayAtMost(); // else it flashes
  view.render(session);
}

function microphoneOpened() {
  tab.opened(capture.stream);
  link.stream({
    type: "stream",
    stream: capture.stream,
    rate_hz: capture.rate,
    label: capture.label,
    echo_cancelled: capture.isEchoCancelled,
    began_ms: capture.beganAt,
  });
  wake();
  render();
}

function heard(block) {
  const level = session.phase === CHECK ? check.feed(block.samples) : levelOf(block.samples);
  view.renderLevel(level);
  if (!session.listening) return;
  link.block(block);
  if (!link.isUp && link.unsent.seconds >= most) holdNoMore();
}

// A coach that stays away, such as overnight, is not waited for with ever more sound in memory.
function holdNoMore() {
  capture.close();
  session.notice = HOLDS_ENOUGH;
  render();
}

async function microphoneLost() {
  if (session.isOver) return;
  if (session.phase === CHECK) return void check.open("");
  render();
  await reopen();
}

// Another microphone, or the same one once it is back.
function reopen() {
  reopening ??= tryToReopen().finally(() => { reopening = null; });
  return reopening;
}

async function tryToReopen() {
  while (session.isRunning && !capture.isOpen) {
    try {
      await check.opening("");
    } catch (error) {
      if (!(error instanceof NoMicrophone)) throw error;
      session.notice = lostMicrophone(error.why);
      render();
      await change(error.why === "denied" ? Infinity : LOOK_AGAIN_MS);
      continue;
    }
    if (!capture.isOpen) return; // another tab has the session by now
    session.notice = null;
    microphoneOpened();
  }
}

function told(message) {
  if (message.type === "play") {
    view.hush();
    return void loudspeaker.play(message.clip);
  }
  if (message.type === "stop") return loudspeaker.stop(message.clip);
  if (message.type === "kept") return showLink();
  const { phase } = session;
  session.apply(message);
  if (phase === ELSEWHERE && session.phase === CHECK) check.start(); // its microphone was closed
  if (message.type === "ended") {
    link.unsent.clear(); // what came after the last answer
    goFurther();
  }
  if (message.type === "taken_in") link.unsent.clear();
  if (message.type === "failed") handOver(); // it had waited for this page, but not long enough
  if (message.type === "refused" && message.again) setTimeout(handOver, AGAIN_AFTER_MS);
  if (message.type === "welcome") welcomed();
  if (session.isOver || session.phase === ELSEWHERE || session.phase === GONE) quiet();
  return render();
}

// After a reload in the middle of a session the microphone has to be opened again.
async function welcomed() {
  if (session.phase === GONE || (session.isOver && session.left)) handOver();
  if (session.notice === HOLDS_ENOUGH) session.notice = null;
  if (session.phase === CHECK) link.unsent.clear(); // of a note whose coach is gone nothing is kept
  showLink();
  if (!session.isRunning || capture.isOpen) return;
  if (session.microphone === "machine") return void await wake();
  if (reopening || await check.open()) return;
  await reopen();
}

// What the coach lacks of an answer that ended without this page, or with the coach.
function handOver() {
  if (link.isHanding) return;
  if (!session.left || link.unsent.isEmpty) {
    session.left = null;
    if (session.phase === GONE) link.unsent.clear(); // nobody asked for it
  } else if (link.isUp) {
    link.handOver(session.left);
  }
  render();
}

// Browsers play and record only once the person has done something.
async function wake() {
  try {
    capture.prepare();
    await loudspeaker.running();
  } catch { /* what cannot be played can be read */ }
}

// Where what was said just now can be heard and read, if the sitting leads there.
function goFurther() {
  const next = whatIsNext();
  if (next) location.assign(next);
}

function whatIsNext() {
  const { then } = one(".sitting").dataset;
  const hasSaid = session.id && (session.finished?.answered ?? 1) > 0;
  return then && hasSaid ? then.replace("SESSION", encodeURIComponent(session.id)) : "";
}

function stayAtMost() {
  staying ??= setTimeout(() => {
    hasStayed = true;
    render();
  }, LEAVES_WITHIN_MS);
}

// Nobody listens to this tab any more.
function quiet() {
  loudspeaker.stopAll();
  capture.close();
  showLink();
}

function isWaiting() { return link.unsent.seconds >= WORTH_SAVING_S; }

function showLink() {
  const { unsent, isUp } = link;
  const isOver = session.isOver || Boolean(session.refusal);
  if (isUp) downSince = 0;
  else downSince ||= performance.now();
  const isLong = !isUp && performance.now() - downSince > RESCUE_AFTER_MS;
  const isOffered = (isLong || isOver) && isWaiting() && !link.isHanding;
  const streams = isOffered ? unsent.waitingStreams : [];
  const isTold = !isUp && !session.isOver;
  view.renderLink(isUp, isTold, waitingSound(unsent.seconds, most), streams, (stream) => unsent.wav(stream));
}

function choose(choices) {
  const choice = choices.find((each) => session.choices.includes(each));
  if (choice && link.isUp && (choice !== "undo" || session.restorable)) link.decide({ type: "choice", choice });
}

one(".listen-for").addEventListener("change", ({ target }) => {
  if (target.dataset.point) link.decide(session.tick(Number(target.dataset.point), target.checked));
});

async function begin(microphone = "page") {
  const isReady = microphone === "machine" || capture.isOpen;
  if (session.phase !== CHECK || !isReady || !link.isUp) return;
  session.begin();
  session.microphone = microphone;
  render();
  await wake();
  const { dataset } = one(".sitting");
  const ways = document.querySelectorAll("[data-way]");
  const asked = beginning(dataset, new URLSearchParams(location.search), ways);
  document.body.classList.toggle("by-voice", Boolean(asked.options.hands_free));
  link.send({ ...asked, heard: check.hasHeard, microphone });
}

const ACTIONS = {
  allow: () => check.open(),
  begin: () => begin(),
  "begin-machine": () => begin("machine"),
  hear: () => check.hear(),
  "hear-before": () => view.before.toggle(),
  "hear-now": () => view.words.toggle(),
  "take-over": () => link.send({ type: "take_over" }),
  again: () => location.reload(),
  wake,
  help: () => one("dialog").showModal(),
  close: () => one("dialog").close(),
  "show-text": () => document.body.classList.remove("ears"),
};

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => ACTIONS[button.dataset.do]());
}
view.choices.listen((choice) => choose([choice]));
one("#microphone").addEventListener("change", ({ target }) => check.choose(target.value));
one("#loudspeaker").addEventListener("change", ({ target }) => check.chooseLoudspeaker(target.value));
one(".rescue").addEventListener("click", () => {
  isSaving = true;
  setTimeout(() => { isSaving = false; }, 1000);
});
addEventListener("beforeunload", (event) => {
  if (isSaving) return;
  if (session.phase === ANSWERING || isWaiting()) event.preventDefault();
});
addEventListener("pagehide", () => { if (session.phase === ANSWERING) link.leave(`${root}/practice/late`); });
setInterval(() => { if (!link.isUp) showLink(); }, 1000);
// After a reload it is only known where the address, or the session, says so.
document.body.classList.toggle("by-voice", one("[data-way=hands_free]")?.checked || new URLSearchParams(location.search).has("hands_free"));
document.body.classList.toggle("ears", new URLSearchParams(location.search).has("ears"));
listenToKeys({ choose, help: ACTIONS.help, dialog: one("dialog"), letters: one("#letters-on") });
render();
showLink();
link.open();
await check.start();
