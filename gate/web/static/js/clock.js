// The gate's clock in the bar: the server's time, in the gate's zone, going on between two ticks.
const face = document.getElementById("clock");
let ahead = 0; // milliseconds the gate's clock is ahead of this device's
let trusted = true;

export function setClock(tick) {
  ahead = 1000 * tick.wall - Date.now();
  trusted = tick.trusted;
  const root = document.documentElement;
  if (tick.theme) root.dataset.theme = tick.theme;
  else delete root.dataset.theme;
  draw();
}

export function showClock() {
  if (!face) return;
  ahead = 1000 * Number(document.body.dataset.wall) - Date.now();
  face.hidden = false;
  draw();
  setInterval(draw, 1000);
}

const parts = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: document.body.dataset.zone,
});

function draw() {
  if (!face) return;
  const time = parts.format(Date.now() + ahead);
  const text = (document.documentElement.lang === "id" ? time.replace(":", ".") : time) + (trusted ? "" : " ?");
  if (face.textContent !== text) face.textContent = text;
}
