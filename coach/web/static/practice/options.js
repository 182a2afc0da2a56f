// What the person asked for, from the page's address to what the coach is told.

const NUMBERS = ["questions", "minutes", "think", "answer"];
const TEXTS = ["coat", "voice"];
const FLAGS = ["probing", "panel"];
const CLOCK = ["minutes", "think", "answer", "strict"]; // only of a mock interview

// The message that begins the sitting. `ways` are the boxes that say how it is held.
export function beginning({ set, asks }, asked, ways) {
  if (asks) {
    const message = JSON.parse(asks);
    const manner = message.planned ? mannerOf(asked) : {};
    return { ...message, options: { ...message.options, ...manner, ...waysOf(ways, asked) } };
  }
  const kind = asked.get("kind") === "mock" ? "mock" : "practice";
  const options = mannerOf(asked);
  for (const name of NUMBERS) if (asked.get(name)?.trim()) options[name] = Number(asked.get(name));
  if (asked.has("strict")) options.strict = true;
  if (asked.has("no_captions")) options.captions = false;
  if (asked.has("hands_free")) options.hands_free = true;
  if (kind === "practice") for (const name of CLOCK) delete options[name];
  return { type: "begin", kind, set, options };
}

// How the questions are asked.
function mannerOf(asked) {
  const options = {};
  for (const name of TEXTS) if (asked.get(name)) options[name] = asked.get(name);
  for (const name of FLAGS) if (asked.has(name)) options[name] = true;
  if (asked.has("no_follow_ups")) options.follow_ups = false;
  return options;
}

// How a sitting is held that goes on with something, or is about one thing.
function waysOf(ways, asked) {
  const options = {};
  for (const { dataset, checked, defaultChecked } of ways) {
    if (dataset.way === "no_captions" && checked) options.captions = false;
    if (dataset.way === "hands_free" && (checked || defaultChecked)) options.hands_free = checked;
  }
  if (asked.get("voice")) options.voice = asked.get("voice");
  return options;
}
