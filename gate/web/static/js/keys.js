// Keys for the PC in the guard post. None of them moves the boom: opening always asks first.
const help = document.getElementById("keys");
let chosen = 0; // the lane that F2 and F8 mean

export function openKeys() {
  const box = help?.querySelector("[data-keys]");
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  help?.querySelector("[data-done]").addEventListener("click", () => help.close());
  for (const each of document.querySelectorAll("[data-show-keys]")) {
    each.hidden = false;
    each.addEventListener("click", () => help.showModal());
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !on()) return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, textarea, select")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = ACTS[key] ?? (/^[1-9]$/.test(key) ? () => choose(Number(key) - 1) : null);
    if (act?.() === true) event.preventDefault();
  });
}

const on = () => localStorage.getItem("keys") !== "off";

const ACTS = {
  "?": () => shown(help),
  "/": () => focused(document.querySelector('input[type="search"]')) || gone("/vehicles"),
  F2: () => pressed(lane()?.querySelector(".who-acts .primary, .foot > .button")),
  F4: () => gone("/visitors/new"),
  F8: () => pressed(lane()?.querySelectorAll(".foot > .button")[1]),
  a: () => pressed(document.querySelector('.banner button[name="alarm"]')),
  j: () => step(1),
  k: () => step(-1),
};

const lane = () => document.querySelectorAll(".lane")[chosen];

function choose(place) {
  const found = document.querySelectorAll(".lane")[place];
  if (!found) return false;
  chosen = place;
  found.querySelector("a.button, [tabindex]")?.focus();
  return true;
}

// Goes through the rows of the list, whose links lead on.
function step(by) {
  const rows = [...document.querySelectorAll(".row-link, .event a")];
  if (rows.length === 0) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
  return true;
}

function shown(dialog) {
  dialog?.showModal();
  return dialog !== null;
}

function focused(field) {
  field?.focus();
  return field !== null;
}

function pressed(button) {
  button?.click();
  return button !== undefined && button !== null;
}

function gone(path) {
  const known = document.querySelector(`a[href^="/${path.split("/")[1]}"]`);
  if (known) location.assign(path);
  return known !== null;
}
