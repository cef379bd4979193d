// What every page does beyond plain forms. Without this file all of them still work.
import { follow } from "./stream.js";
import { openSheets } from "./sheet.js";
import { press } from "./acts.js";
import { showClock } from "./clock.js";
import { liveSearch } from "./search.js";
import { tidyFields } from "./fields.js";
import { readTags } from "./reading.js";
import { followImport } from "./import.js";
import { openSound } from "./sound.js";
import { openKeys } from "./keys.js";
import { openPrinting } from "./print.js";

const toast = document.querySelector("[data-toast]");
if (toast) setTimeout(() => toast.remove(), 6000);

// A menu closes like one: Escape, or a press elsewhere.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

showClock();
openSheets();
press();
liveSearch();
tidyFields();
readTags();
followImport();
openSound();
openKeys();
openPrinting();
follow(document.body.dataset.stream);
