// Buttons that print the page; without this file the browser's own menu does, as `no-script` says.
export function openPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    for (const hint of button.parentElement.querySelectorAll(".no-script")) hint.remove();
  }
}
