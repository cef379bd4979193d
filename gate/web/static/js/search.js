// Lists that follow what is typed, and filters that need no button.
import { morph } from "./morph.js";

const PAUSE = 250; // milliseconds after the last key

export function liveSearch() {
  for (const select of document.querySelectorAll("[data-autosubmit] select, [data-search] select")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  const form = document.querySelector("[data-search]");
  const results = document.querySelector("[data-results]");
  let timer = 0;
  let asked = 0;
  form?.addEventListener("input", (event) => {
    if (event.target.name !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++asked;
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.querySelector("[data-results]");
      if (number !== asked) return;
      if (found) morph(results, found);
      else location.reload();
    }, PAUSE);
  });
}
