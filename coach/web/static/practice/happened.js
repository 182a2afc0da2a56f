// What each event of the coach changes in what is known of the session.
import {
  AFTER, ANSWERING, ASKED, ENDED, GUESSING, leftOf, THINKING, TOLD, WRITING,
} from "./session.js";

export const HANDLERS = {
  session_started(session, document) {
    session.id = document.session;
    session.title = document.title;
    session.of = document.question_count;
    session.phase = TOLD;
  },
  question_asked(session, document) {
    session.phase = ASKED;
    session.question = document.question;
    session.askedBy = document.asked_by;
    session.of = document.of;
    session.isLast = document.question.number >= document.of;
    session.answer = session.notice = session.level = session.thinkLeft = null;
    session.warning = "";
    session.caption = { text: "", settled: 0 };
    session.checking = session.playing = session.isGoingBack = false;
  },
  follow_up_asked(session, document) {
    session.phase = ASKED;
    session.question = document.question;
    session.answer = session.notice = null;
    session.caption = { text: "", settled: 0 };
  },
  real_question_asked(session, document) {
    session.phase = GUESSING;
    session.themes = document.themes;
    session.notice = null;
  },
  real_question_told(session, document, line) {
    session.phase = WRITING;
    session.notice = { message: line, hint: "" };
  },
  question_reworded(session, document) {
    session.question = { ...document.question, text: document.text };
  },
  think_time_started(session, document) {
    session.phase = THINKING;
    session.thinkLeft = session.thinkFor = document.think_s;
    session.isThinkingPaused = false;
  },
  think_time_passed(session, document) {
    session.thinkLeft = document.left_s;
    session.isThinkingPaused = document.paused;
  },
  answer_started(session, document) {
    session.phase = ANSWERING;
    session.isLine = false;
    if (session.question?.follow_up !== document.question.follow_up) session.question = document.question;
    session.question ??= document.question;
    session.take = document.take;
    session.level = session.thinkLeft = session.answer = session.notice = null;
    session.warning = "";
    session.caption = { text: "", settled: 0 };
    session.restorable = session.playing = session.isGoingBack = false;
  },
  level_heard(session, document) {
    const wasPaused = session.level?.paused;
    session.level = document;
    if (wasPaused && !document.paused) session.notice = null;
    if (document.target_s && document.heard_s > document.target_s) session.warning = "";
  },
  caption_heard(session, document) {
    session.caption = { text: document.text, settled: document.settled_words };
  },
  time_warned(session, document, line) { session.warning = line; },
  answer_ended(session, document, line) {
    session.level = null;
    session.warning = "";
    session.restorable = document.restorable;
    session.written = null;
    if (session.notice?.isOfSound) session.notice = null;
    if (["skip", "start over"].includes(document.choice)) {
      session.phase = ASKED;
      session.notice = { message: line, hint: "" };
      if (document.discarded) return;
    } else {
      session.phase = WRITING;
    }
    const answer = session.answerOf(document);
    Object.assign(answer, {
      duration: document.duration_s, target: document.target_s, overtime: document.overtime_s,
      thought: document.think_s, endedBy: document.ended_by,
    });
    if (session.phase === WRITING) session.answer = answer;
    if (document.ended_by === "microphone_lost") session.left = leftOf(session, document);
  },
  microphone_silent(session, document, line) {
    session.notice = { message: line, hint: "", isOfSilence: true };
  },
  // Only while it matters: an answer that is over had speech, or had none.
  microphone_back(session, document, line) {
    if (session.phase === ANSWERING) session.notice = { message: line, hint: "", isOfSound: true, yields: true };
    else if (session.notice?.isOfSilence) session.notice = null;
  },
  take_restored(session, document, line) {
    session.restorable = false;
    session.notice = { message: line, hint: "" };
  },
  transcript_progressed(session, document) { session.written = document.fraction; },
  answer_transcribed(session, document, line) {
    const answer = session.answerOf(document);
    answer.text = answer.firstText = document.text; // better words are not announced again
    answer.words = document.words;
    answer.noSpeech = document.no_speech;
    answer.unclear = document.unclear?.length && !document.no_speech ? line : "";
    // While a follow-up is asked and answered, no words come: it was skipped.
    if (session.phase === ASKED && session.isFollowUp && !document.late) {
      session.phase = WRITING;
      session.isGoingBack = true;
    }
    if (session.isGoingBack) session.goBackToAnswer();
  },
  answer_improved(session, document, line, figures) {
    const answer = session.answerOf(document);
    answer.text = document.text;
    answer.words = document.words;
    answer.unclear = line;
    answer.pace = figures;
  },
  answer_measured(session, document, line) {
    const answer = session.answerOf(document);
    answer.pace = line;
    answer.duration ??= document.duration_s;
  },
  answer_advised(session, document) { session.answerOf(document).advice = document.lines.join("\n"); },
  wish_recalled(session, document) {
    session.notice = { message: "Back then you wished you had said:", hint: document.text };
  },
  choice_awaited(session, document) {
    session.phase = AFTER;
    if (!session.answer) session.goBackToAnswer();
    session.isGoingBack = false;
    session.mayRepeat = document.may_repeat;
    session.isInMind = document.in_mind;
    const texts = document.listen_for ?? [], { take } = document;
    session.points = take && texts.length ? { question: session.question.number, take, texts } : null;
    session.isLast = document.is_last;
    session.playing = false;
  },
  take_played(session, document, line) {
    session.playing = true;
    if (line && !session.points) session.notice = { message: line, hint: "" };
  },
  writing_awaited(session, document, line) {
    session.phase = WRITING;
    session.answer = session.question = null;
    session.notice = { message: line, hint: "" };
  },
  sound_check_started(session) {
    session.phase = TOLD;
    session.checking = true;
  },
  sound_checked(session, document, line) {
    session.checking = false;
    session.notice = { message: line, hint: "" };
  },
  notice_given(session, document) {
    session.notice = { message: document.message, hint: document.hint };
  },
  command_heard(session, document) {
    session.notice = { message: `I heard “${document.command}”.`, hint: "" };
  },
  session_finished(session, document) {
    session.finished = document;
    session.id = document.session;
    session.phase = ENDED;
    session.choices = [];
    session.notice = null;
  },
};
