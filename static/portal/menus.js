// Menus are <details> and open without this. Here: Escape, a press elsewhere, and moving on by
// the keyboard close them.
"use strict";

// On a phone what was found stands first: the filters that are in use fold behind their line.
const phone = window.matchMedia("(max-width: 43.99rem)").matches;
const found = document.querySelector(".list-top");
if (phone && found) {
  for (const filters of document.querySelectorAll(".list-filters[open]")) filters.open = false;
}

const menus = () => document.querySelectorAll(".menu[open], .drop[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const kind of ["pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of menus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
