// The sentences of the page while somebody practises.
import { clock } from "../clock.js";

export const BUTTONS = {
  go: "Answer now",
  done: "Done",
  next: "Next",
  again: "Again",
  play: "Play",
  pause: "Pause",
  repeat: "Hear it again",
  skip: "Skip",
  "start over": "Start over",
  undo: "Undo",
  stop: "Stop",
};

export const PLACES = ["first", "second", "third", "fourth"]; // of what is to be chosen from
export const CANNOT_TELL = "I cannot tell";
export const FOLLOW_UP = "a follow-up";
export const TAKE_BEFORE = "The take before", TAKE_NOW = "This take";
export const ANSWER_BEFORE = "Your answer", FOLLOW_UP_ANSWER = "To the follow-up";

export const VERDICTS = {
  waiting: "Say something, to see that I hear you.",
  nothing: "I hear nothing at all. Is the microphone muted, or not permitted in the system's privacy settings?",
  silent: "I hear no voice. Is it the right microphone, and is it on?",
  soft: "I hear you, but very quietly. Come closer, or turn the microphone up in the system's sound settings.",
  clipped: "That is too loud: the sound is distorted. Turn the microphone down in the system's sound settings.",
  good: "I hear you well.",
};

export const TELEPHONE = "This microphone gives the quality of a telephone, as wireless headsets do: Whisper understands less. One with a cable, or the computer's own, is better.";

export const ANOTHER_INSTEAD = "The microphone that was chosen cannot be opened: perhaps another program is using it. I listen to this one instead.";

// Where this browser has the permission that it was told not to give.
export function permitting(browser = navigator.userAgent) {
  if (/Firefox\//.test(browser)) return "Click the crossed-out microphone to the left of the page's address, and remove the block there.";
  if (/Chrom(e|ium)\//.test(browser)) return "Click the sign to the left of the page's address, and switch the microphone on there.";
  if (/Safari\//.test(browser)) return "In the menu Safari, choose Settings for This Website, and allow the microphone there.";
  return "Click the sign to the left of the page's address, and permit the microphone there.";
}

// Why the microphone that was listened to is not there, and what to do.
export function lostMicrophone(why) {
  if (why === "denied") return { message: "Your browser no longer gives me the microphone; until it does, nothing is recorded.", hint: permitting() };
  return { message: "The microphone went away. Plug it in again; until then nothing is recorded.", hint: "" };
}

export const HANDING_OVER = "It was away in the middle of your answer. The rest of that is on its way to it …";
export const HANDED_OVER = "The session ended with it. What you said is kept, and you can go on.";
export const HANDED_LATER = "What you said after the connection was lost was put behind that.";
export const FINISHING = "One moment: I am listening to your last answers once more, for fillers.";
export const BROKEN_OFF = "The session has ended", NOT_BEGUN = "The session did not begin";
export const SKIPPED = "Skipped.";
export const PAUSED = "Paused. What you say is not recorded.";
export const THINKING_PAUSED = "Paused. The clock stands still.";

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen"];
const WHY_ENDED = {
  silence: "ended after a long silence",
  time_up: "time is up",
  microphone_lost: "the microphone went away",
  disk_full: "the disk is full",
};

const ANNOUNCED = {
  ended: "The session is over.",
  elsewhere: "You are practising in another tab.",
  busy: "Somebody is practising already.",
  gone: "The coach is back.",
};

function counted(count, one, many) {
  return `${NUMBERS[count] ?? count} ${count === 1 ? one : many}`;
}

// The button for another take, where there is advice to try in it.
export const AGAIN_IN_MIND = "Again, with that in mind";

// The line of figures below an answer.
export function figures({ duration, target, overtime, pace, thought, endedBy }) {
  if (duration === undefined) return pace;
  return [
    `${clock(duration)}${target ? ` of ${clock(target)}` : ""}`,
    overtime >= 1 ? `${clock(overtime)} over` : "",
    pace,
    typeof thought === "number" ? `thought ${thought.toFixed(1)} s` : "",
    WHY_ENDED[endedBy] ?? "",
  ].filter(Boolean).join(" · ");
}

// What was done, in a sentence.
export function summary({ answered, without_speech: silent }, seconds) {
  if (!answered && silent) return "No recording has any speech. They are kept all the same.";
  if (!answered) return "Nothing was answered.";
  const minutes = Math.round(seconds / 60);
  const length = seconds >= 90 ? counted(minutes, "minute", "minutes").toLowerCase() : `${Math.round(seconds)} seconds`;
  return `${counted(answered, "answer", "answers")}, ${length}.`;
}

export function left({ left: questions }) {
  return questions ? `${counted(questions, "question is", "questions are")} left for another time.` : "";
}

// While the coach is away. It changes each second, so that no screen reader is to say it.
export function waitingSound(seconds, most) {
  const whole = Math.round(seconds), minutes = Math.floor(seconds / 60);
  if (!whole) return "";
  if (minutes) return `${counted(minutes, "minute of your answer waits", "minutes of your answer wait")} here until then. ${keeping(most)}`;
  return `${whole === 1 ? "1 second of your answer waits" : `${whole} seconds of your answer wait`} here until then.`;
}

function keeping(most) {
  return `I keep at most ${counted(Math.round(most / 60), "minute", "minutes").toLowerCase()}, and you can save them as a file.`;
}

export const HOLDS_ENOUGH = { message: "Nothing more is recorded until the coach is back.", hint: "Start it again, or save what waits here as a file.", isOfSound: true };

// What a screen reader is told when the session has come to another part; "" where nothing.
// Nothing is said just after the tone: the microphone would hear it. Pauses, warnings and notices have
// places of their own, which are announced.
export function announced(session) {
  const { phase, question, of, answer } = session;
  if (phase === "asked" && session.isFollowUp) return `A follow-up: ${question.text} Recording starts at the tone.`;
  if (phase === "asked") return `Question ${question?.number} of ${of}: ${question?.text} Recording starts at the tone.`;
  if (phase === "thinking") return `${Math.round(session.thinkFor)} seconds to think.`;
  if (phase === "guessing") return "Which question was that really?";
  if (phase === "writing") return answer ? "Recording ended." : "";
  if (phase === "after" && answer) return answer.noSpeech ? "No speech heard." : `You said: ${answer.firstText ?? ""}`;
  return ANNOUNCED[phase] ?? "";
}
