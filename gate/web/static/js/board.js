// The live page: pieces that changed, new events, the moving boom, who has waited how long.
import { morph } from "./morph.js";

const STILL = 3000; // milliseconds without a touch before anything changes its place
const MOST_EVENTS = 50;
const language = document.documentElement.lang;
const list = document.querySelector("[data-events]");
const pending = document.querySelector("[data-pending]");
const waiting = []; // new events that wait while the list is being read

let touched = -STILL;
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => (touched = performance.now()), { passive: true });
}

let newest = -1; // the moment that the stream has brought this page to

// What the stream tells, in its order.
export function follow(news, moment) {
  newest = moment;
  apply(news);
}

// What a page that was fetched shows; it may be older than what the stream has told since.
export function renew(pieces, moment) {
  if (moment >= newest) apply({ pieces });
}

function apply(news) {
  for (const [name, html] of Object.entries(news.pieces ?? {})) replace(name, parse(html));
  if (news.rows && list) fill(news.rows);
  if (news.new_rows && list) add(news.new_rows);
}

// The stream is gone for long: what stands here is no longer true.
export function lose() {
  const template = document.getElementById("lost");
  for (const piece of template?.content.children ?? []) replace(piece.dataset.piece, piece);
}

function replace(name, piece) {
  const old = document.querySelector(`body [data-piece="${name}"]`);
  if (!old) return;
  morph(old, piece);
  arrange();
  startBooms();
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// On a phone the lane that needs somebody comes first, but never under a thumb.
function arrange() {
  if (performance.now() - touched < STILL) return;
  for (const lane of document.querySelectorAll("[data-rank]")) {
    lane.style.setProperty("--rank", lane.dataset.rank);
    lane.dataset.idle = lane.dataset.rank === "0";
  }
}
setInterval(arrange, 1000);

function fill(rows) {
  waiting.length = 0;
  if (pending) pending.hidden = true;
  for (const row of [...list.querySelectorAll(".event")]) row.remove();
  list.prepend(...rows.map(parse));
  list.querySelector(".empty").hidden = rows.length > 0;
}

function add(rows) {
  waiting.unshift(...rows);
  if (!list.matches(":hover, :focus-within") && list.scrollTop === 0) show();
  else {
    const count = waiting.length;
    pending.hidden = false;
    pending.textContent = pending.dataset.pending.replace("{n}", count);
  }
}

function show() {
  const rows = waiting.splice(0).map(parse);
  for (const row of rows) row.classList.add("new");
  list.prepend(...rows);
  list.scrollTop = 0;
  list.querySelector(".empty").hidden = true;
  for (const row of [...list.querySelectorAll(".event")].slice(MOST_EVENTS)) row.remove();
  pending.hidden = true;
}

pending?.addEventListener("click", show);
list?.addEventListener("pointerleave", (event) => {
  if (waiting.length && list.scrollTop === 0 && event.relatedTarget !== pending) show();
});

// --- The boom: goes on from where the controller saw it, and never reaches a limit by itself.
const RAISED = 84;
const SHORT_OF_LIMIT = 0.95;
const started = new WeakMap();

function startBooms() {
  for (const boom of document.querySelectorAll('[data-boom="moving"]')) {
    const seen = `${boom.dataset.target} ${boom.dataset.elapsed}`;
    if (started.get(boom)?.seen === seen) continue;
    started.set(boom, { seen, at: performance.now() - 1000 * boom.dataset.elapsed });
    requestAnimationFrame(() => move(boom, seen));
  }
}

function move(boom, seen) {
  const start = started.get(boom);
  if (!boom.isConnected || boom.dataset.boom !== "moving" || start.seen !== seen) return;
  const share = (performance.now() - start.at) / 1000 / boom.dataset.travel;
  const done = Math.min(Math.max(share, 1 - SHORT_OF_LIMIT), SHORT_OF_LIMIT);
  const angle = RAISED * (boom.dataset.target === "0.0" ? 1 - done : done);
  boom.setAttribute("transform", `translate(116 172) rotate(${-angle.toFixed(1)})`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (calm) setTimeout(() => move(boom, seen), 500);
  else requestAnimationFrame(() => move(boom, seen));
}
startBooms();
arrange();

// --- How long somebody waits, in the reader's words.
function ageOf(seconds) {
  const [amount, unit] =
    seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
    roundingMode: "floor",
  }).format(Math.floor(amount));
}

const born = new WeakMap();
setInterval(() => {
  for (const age of document.querySelectorAll("[data-seconds]")) {
    const told = Number(age.dataset.seconds);
    if (born.get(age)?.told !== told) born.set(age, { told, at: performance.now() });
    age.textContent = ageOf(told + Math.floor((performance.now() - born.get(age).at) / 1000));
  }
}, 1000);
