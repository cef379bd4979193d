// A tag is enrolled by presenting it: asks what the chosen reader read, for as long as the server says.
const EVERY = 400; // milliseconds

export function readTags() {
  for (const box of document.querySelectorAll("[data-reading]")) {
    box.hidden = false;
    box.querySelector("button").addEventListener("click", (event) => listen(box, event.currentTarget));
  }
}

async function listen(box, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  const says = box.querySelector("[role=status]");
  const field = document.getElementById(box.dataset.reading);
  const address = new URL(`/vehicles/readers/${encodeURIComponent(box.querySelector("[name=reader]").value)}`, location);
  address.searchParams.set("vehicle", box.dataset.vehicle);
  button.setAttribute("aria-busy", "true");
  try {
    for (;;) {
      const heard = await (await fetch(address)).json();
      if (says.textContent !== heard.says) says.textContent = heard.says;
      if (heard.tag) field.value = heard.tag;
      if (heard.over) break;
      address.searchParams.set("since", heard.at);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
    field.focus();
  } catch {
    says.textContent = box.dataset.failed;
  } finally {
    button.removeAttribute("aria-busy");
  }
}
