// An upload that is too large is told before it is sent; a long task shows how far it is.
import { morph } from "./morph.js";

const EVERY = 1000; // milliseconds

export function followImport() {
  const file = document.querySelector("[data-largest]");
  file?.addEventListener("change", () => {
    const large = (file.files[0]?.size ?? 0) > Number(file.dataset.largest);
    file.setCustomValidity(large ? file.dataset.tooLarge : "");
    file.reportValidity();
  });
  if (document.querySelector("[data-follow]")) setTimeout(look, EVERY);
}

async function look() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const found = page.querySelector("[data-follow]");
    if (!found) return location.reload();
    morph(document.querySelector("[data-follow]"), found);
  } catch {
    // The page says itself that it is not connected.
  }
  setTimeout(look, EVERY);
}
