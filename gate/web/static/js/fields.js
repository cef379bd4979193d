// Fields that help: plates are shown as stamped on leaving them, also in a sheet that came later.
const PLATE = /^([A-Z]{1,2})([1-9]\d{0,3})([A-Z]{0,3})$/;

export function tidyFields() {
  document.addEventListener("focusout", ({ target: field }) => {
    if (!field.matches("[data-plate]")) return;
    const bare = field.value.toUpperCase().replace(/[\s.·_/-]+/g, "");
    const found = PLATE.exec(bare);
    field.value = found ? found.slice(1).filter(Boolean).join(" ") : field.value.toUpperCase().trim();
  });
}
