// A question that has its own page is asked in a dialog instead: same form, same answers.
import { renew } from "./board.js";

const EXPLAINED = 8000; // milliseconds that an explanation stays to be read
const dialog = document.getElementById("dialog");

export function openSheets() {
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
      return;
    }
    explain(event.target.closest('[aria-disabled="true"]'));
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
}

// Fetches a page and shows its sheet; a page without one is gone to.
async function open(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href);
    show(response, await response.text(), link.href);
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

export function show(response, html, url) {
  const sheet = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sheet]");
  if (!sheet) return location.assign(response.redirected ? response.url : url);
  sheet.classList.remove("card");
  dialog.replaceChildren(sheet);
  if (!dialog.open) dialog.showModal();
  const wrong = dialog.querySelector("fieldset[aria-describedby] input");
  (wrong ?? dialog.querySelector('input:not([type="hidden"]), button'))?.focus();
}

async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter?.setAttribute("aria-busy", "true");
  try {
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const response = await fetch(url, { method: "POST", body });
    answer(response, await response.text(), url);
  } catch {
    submitter?.removeAttribute("aria-busy");
  }
}

// Done leads to another page: to this one again after an order, elsewhere after an edit.
export function answer(response, html, url) {
  if (!response.redirected) return show(response, html, url);
  if (new URL(response.url).pathname !== location.pathname || !document.querySelector("[data-events]")) {
    location.assign(response.url);
    return;
  }
  if (dialog.open) dialog.close();
  const page = new DOMParser().parseFromString(html, "text/html");
  const pieces = {};
  for (const piece of page.querySelectorAll("main [data-piece]")) pieces[piece.dataset.piece] = piece.outerHTML;
  renew(pieces, Number(page.querySelector("[data-moment]")?.dataset.moment));
}

// A button that cannot be used says why when it is pressed.
function explain(button) {
  const because = button && document.getElementById(button.getAttribute("aria-describedby"));
  const outcome = button?.closest(".lane")?.querySelector(".outcome");
  if (!because || !outcome) return;
  outcome.hidden = false;
  outcome.lastElementChild.textContent = because.textContent;
  const said = String(performance.now());
  outcome.dataset.explains = said; // so that the lane around it may change meanwhile
  setTimeout(() => {
    if (outcome.dataset.explains !== said) return;
    delete outcome.dataset.explains;
    outcome.hidden = true;
  }, EXPLAINED);
}
