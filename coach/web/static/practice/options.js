// What the person asked for, from the page's address to what the coach is told.

const NUMBERS = ["questions", "minutes", "think", "answer"];
const TEXTS = ["coat", "voice"];
const FLAGS = ["strict", "hands_free"];
const CLOCK = ["minutes", "think", "answer", "strict"]; // only of a mock interview

// The message that begins the session, or goes on with one.
export function beginning({ set, session }, asked) {
  if (session) return { type: "resume", session };
  const kind = asked.get("kind") === "mock" ? "mock" : "practice";
  const options = {};
  for (const name of NUMBERS) if (Number(asked.get(name)) > 0) options[name] = Number(asked.get(name));
  for (const name of TEXTS) if (asked.get(name)) options[name] = asked.get(name);
  for (const name of FLAGS) if (asked.has(name)) options[name] = true;
  if (asked.has("no_captions")) options.captions = false;
  if (kind === "practice") for (const name of CLOCK) delete options[name];
  return { type: "begin", kind, set, options };
}
