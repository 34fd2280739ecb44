// Menus are <details> and open without this. Here: Escape, a press elsewhere, and moving on by
// the keyboard close them.
"use strict";

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
