// Tones for who does not look at the screen. Never alone: whatever sounds also stands on the page.
const WAITING_AGAIN = 20000; // milliseconds
const ALARM_AGAIN = 10000;
const DAY = 0.5;
const NIGHT = 0.25; // as loud as the dark is quiet
const button = document.querySelector("[data-sound]");
const heard = new Set(); // alarms that sound once

let context = null;
let since = new Map(); // who waits, and when it last sounded
let alarmAt = -Infinity;
let lost = false;

export function openSound() {
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => toggle(!context));
  if (localStorage.getItem("sound") === "on") {
    // A browser lets nothing sound before it was touched once.
    addEventListener("pointerdown", begin, { once: true });
    addEventListener("keydown", begin, { once: true });
  }
  show();
  setInterval(listen, 500);
}

function begin() {
  if (!context && localStorage.getItem("sound") === "on") toggle(true);
}

function toggle(on) {
  localStorage.setItem("sound", on ? "on" : "off");
  if (on) {
    context = new AudioContext();
    tones([[660, 0.12]]);
  } else {
    context?.close();
    context = null;
  }
  show();
}

function show() {
  for (const part of button.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "on") === !context;
}

// What began in silence is told once sound is on.
function listen() {
  if (!context) return;
  const now = performance.now();
  waiting(now);
  alarms(now);
  const gone = document.documentElement.dataset.link === "lost";
  if (gone && !lost) tones([[220, 1.2]]);
  lost = gone;
}

// Two soft tones for somebody who waits and may not pass, and again if nobody comes.
function waiting(now) {
  const present = new Map();
  for (const { value } of document.querySelectorAll(".turn-away")) present.set(value, since.get(value) ?? -Infinity);
  since = present;
  for (const [claim, at] of since) {
    if (now - at < WAITING_AGAIN) continue;
    since.set(claim, now);
    tones([
      [520, 0.18],
      [440, 0.24],
    ]);
  }
}

// Three rising tones until somebody says that they have looked; lesser alarms once.
function alarms(now) {
  const open = [...document.querySelectorAll('.banner button[name="alarm"]')].map((each) => each.closest(".banner"));
  const urgent = open.some((each) => each.matches('[role="alert"]'));
  const fresh = open.filter((each) => !heard.has(each.dataset.key));
  for (const each of fresh) heard.add(each.dataset.key);
  if (urgent ? now - alarmAt < ALARM_AGAIN : fresh.length === 0) return;
  if (urgent) alarmAt = now;
  tones([
    [520, 0.16],
    [660, 0.16],
    [820, 0.3],
  ]);
}

function tones(notes) {
  if (!context) return;
  const loud = document.documentElement.dataset.theme === "dark" ? NIGHT : DAY;
  let at = context.currentTime;
  for (const [pitch, seconds] of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.04;
  }
}
