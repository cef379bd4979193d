// The one stream of a page: connects for ever, and says so when it cannot.
import { follow as show, lose } from "./board.js";
import { setClock } from "./clock.js";

const RETRY = [500, 1000, 2000, 3000]; // milliseconds, with up to a quarter of jitter
const SILENT = 5000; // milliseconds without the two-second heartbeat
const RECONNECTING = 3000;
const LOST = 10000;

const root = document.documentElement;
let source = null;
let failures = 0;
let heard = 0; // when anything last arrived
let lostSince = 0;
let given = false; // up: what the page shows has been taken back

export function follow(url) {
  connect(url);
  setInterval(() => watch(url), 500);
}

function connect(url) {
  heard = performance.now();
  source = new EventSource(url);
  source.onerror = () => retry(url);
  source.addEventListener("tick", (event) => {
    const tick = JSON.parse(event.data);
    alive(tick.alive ? "live" : "lost");
    setClock(tick);
  });
  source.addEventListener("board", (event) => {
    heard = performance.now();
    show(JSON.parse(event.data), Number(event.lastEventId));
  });
  source.addEventListener("over", () => location.assign("/login?over=1"));
}

// Heard from the server; `word` says whether the controller behind it still speaks.
function alive(word) {
  heard = performance.now();
  failures = 0;
  if (lostSince && word === "live") say("again", () => say(word), 3000);
  else if (root.dataset.link !== "again" || word !== "live") say(word);
  lostSince = 0;
  given = false;
}

function retry(url) {
  if (source === null) return;
  source.close();
  source = null;
  lostSince ||= performance.now();
  const wait = RETRY[Math.min(failures++, RETRY.length - 1)];
  setTimeout(() => connect(url), wait * (1 + Math.random() / 4));
}

function watch(url) {
  const now = performance.now();
  if (source !== null && now - heard > SILENT) retry(url);
  if (!lostSince) return;
  if (now - lostSince > LOST) {
    if (!given) lose();
    given = true;
    say("lost");
  } else if (now - lostSince > RECONNECTING) {
    say("reconnecting");
  }
}

function say(word, then, after) {
  root.dataset.link = word;
  if (then) setTimeout(() => root.dataset.link === word && then(), after);
}
