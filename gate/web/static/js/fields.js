// Fields that help: plates are shown as stamped on leaving them.
const PLATE = /^([A-Z]{1,2})([1-9]\d{0,3})([A-Z]{0,3})$/;

export function tidyFields() {
  for (const field of document.querySelectorAll("[data-plate]")) {
    field.addEventListener("blur", () => {
      const bare = field.value.toUpperCase().replace(/[\s.·_/-]+/g, "");
      const found = PLATE.exec(bare);
      field.value = found ? found.slice(1).filter(Boolean).join(" ") : field.value.toUpperCase().trim();
    });
  }
}
