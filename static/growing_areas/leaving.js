// Another person on the same phone must not meet what the fields' pages keep there: when the
// person of this page is not the one they were kept for, and when somebody signs out, they are
// forgotten. What is unsent stays in the outbox, for the person who wrote it alone.
"use strict";

(() => {
  const OWNER = "field.person";
  const person = document.body.dataset.person ?? "";

  const forget = async () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("field.")) localStorage.removeItem(key);
      }
      for (const name of (await globalThis.caches?.keys()) ?? []) {
        if (name.startsWith("field-pages")) await caches.delete(name);
      }
    } catch {
      // A browser that lets nothing be kept has nothing to forget.
    }
  };

  let owner = null;
  try {
    owner = localStorage.getItem(OWNER);
  } catch {
    return;
  }
  if (owner !== null && owner !== person) forget();
  for (const form of document.querySelectorAll("form.sign-out, form[data-sign-out]")) {
    form.addEventListener("submit", () => void forget());
  }
})();
