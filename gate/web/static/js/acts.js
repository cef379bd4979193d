// Buttons that order at once (turn away, acknowledge): pressed, sent, and the page goes on.
import { answer } from "./sheet.js";

export function press() {
  const form = document.getElementById("act");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    button.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(new FormData(form, button));
      const response = await fetch(button.formAction, { method: "POST", body });
      answer(response, await response.text(), button.formAction);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
