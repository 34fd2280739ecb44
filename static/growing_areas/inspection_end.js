// Ending an inspection: the form names what this phone has not sent yet, so that the server can
// refuse to end before it came.
"use strict";

(() => {
  const box = document.getElementById("end");
  if (!box || !("indexedDB" in self)) return;
  const form = box.querySelector("form");
  const outbox = Outbox.of(box.dataset.person);

  const name = async () => {
    const items = (await outbox.items()).filter((item) => item.group === box.dataset.group);
    const ids = items.flatMap((item) => [item.id, ...item.photos.map((photo) => photo.id)]);
    form.elements.unsent.value = ids.join(" ");
  };

  outbox.addEventListener("change", name);
  name();
})();
