// The inspector's form: every answer, photo, signature and position goes into the outbox
// (outbox.js) as soon as it is given, and from there to the server when there is a signal.
// Without script the form's own button saves everything.
"use strict";

(() => {
  const form = document.getElementById("inspection");
  const state = document.getElementById("outbox-state");
  const refusedList = document.getElementById("outbox-refused");
  if (!form || !("indexedDB" in self)) return;

  const outbox = Outbox.of(form.dataset.person);
  const {group, area} = form.dataset;
  const EDGE = 1600; // pixels of the longer side of a photo, as the server keeps it
  const today = () => new Date().toLocaleDateString("sv"); // 2026-11-25
  let pending = 0; // answers on their way onto the phone

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

  // --- into the outbox -------------------------------------------------------------------

  const keep = async (title, what, more = {}) => {
    const id = Outbox.newId();
    pending += 1;
    try {
      await outbox.put({
        id,
        kind: "inspection",
        group,
        title: `${title} · ${area}`,
        day: today(),
        page: location.pathname,
        url: form.dataset.items,
        body: {items: [{client_id: id, captured_at: Outbox.now(), ...what}]},
        ...more,
      });
    } catch {
      state.hidden = false;
      state.classList.add("waits");
      state.textContent = state.dataset.failed;
      return;
    } finally {
      pending -= 1;
    }
    // Others of this page may be kept meanwhile: only this one waits for the signal.
    const {left} = await outbox.send({now: true}).catch(() => ({left: 1}));
    if (left) await announce();
  };

  // What this phone holds, told to the server so that nobody ends the inspection before it came.
  // What was thrown away here since is told too, or it would be waited for for ever.
  const idsOf = (items) =>
    items.flatMap((item) => [
      ...(item.body.items[0].kind === "photo" ? [] : [item.id]),
      ...item.photos.map((photo) => photo.id),
    ]);
  const MADE_HERE = `field.${group}`;
  const madeHere = () => {
    try {
      return JSON.parse(localStorage.getItem(MADE_HERE) ?? "[]");
    } catch {
      return [];
    }
  };
  const remember = (ids) => {
    try {
      localStorage.setItem(MADE_HERE, JSON.stringify([...new Set([...madeHere(), ...ids])]));
    } catch {
      // Then a dropped item is dropped by the button of this page alone.
    }
  };

  const announce = async () => {
    const held = idsOf(await mine());
    remember(held);
    if (!held.length && !madeHere().length) return;
    const missing = await tell({client_ids: held});
    const still = new Set(idsOf(await mine()));
    const gone = missing.filter((id) => madeHere().includes(id) && !still.has(id));
    if (gone.length) await tell({withdrawn: gone});
  };

  // Gives what the server waits for; nothing when it cannot be asked.
  const tell = async (body) => {
    try {
      const answer = await fetch(form.dataset.announced, {
        method: "POST",
        credentials: "same-origin",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
          "X-Field-Person": form.dataset.person,
        },
        body: JSON.stringify({client_ids: [], withdrawn: [], ...body}),
      });
      return answer.ok ? (await answer.json()).missing : [];
    } catch {
      return [];
    }
  };

  const mine = async () => (await outbox.items()).filter((item) => item.group === group);

  // --- answers ---------------------------------------------------------------------------

  const valueOf = (question, part) => {
    const name = `${question.dataset.item}-${part}`;
    const found = form.elements[name];
    return found ? (found.value || "").trim() : "";
  };

  // "1.200,5" as the page's language writes it; null for nothing, NaN for no number.
  const amount = (typed) => {
    if (!typed) return null;
    const vietnamese = document.documentElement.lang === "vi";
    const [point, thousands] = vietnamese ? [",", "."] : [".", ","];
    return Number(typed.split(thousands).join("").replace(point, "."));
  };

  const answer = (question) => {
    const says = {kind: "answer", item: question.dataset.item, note: valueOf(question, "note")};
    const fields = {};
    if (question.dataset.kind === "yes_no") says.choice = fields.choice = valueOf(question, "choice");
    if (question.dataset.kind === "text") says.text = fields.text = valueOf(question, "text");
    if (question.dataset.kind === "measure") {
      fields.measure = valueOf(question, "measure");
      const measure = amount(fields.measure);
      const wrong = Number.isNaN(measure);
      form.elements[`${says.item}-measure`].setAttribute("aria-invalid", String(wrong));
      if (wrong) return;
      says.measure = measure === null ? null : String(measure);
    }
    fields.note = says.note;
    const title = question.querySelector("legend").firstChild.textContent.trim();
    keep(title, says, {fields: {item: says.item, ...fields}});
  };

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-item]");
    if (!question) return;
    if (event.target.type === "file") addPhoto(question, event.target);
    else answer(question);
  });

  // --- photos ----------------------------------------------------------------------------

  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file, {imageOrientation: "from-image"});
      const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? blob : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  const show = (question, blob) => {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    figure.className = "waits";
    image.alt = "";
    image.src = URL.createObjectURL(blob);
    figure.append(image);
    question.querySelector("[data-shown]").append(figure);
  };

  const addPhoto = async (question, input) => {
    const [file] = input.files;
    if (!file) return;
    const blob = await smaller(file);
    const item = question.dataset.item;
    const id = Outbox.newId();
    const url = `${form.dataset.photos}?item=${item}&captured_at=${encodeURIComponent(Outbox.now())}`;
    show(question, blob);
    input.value = ""; // or the form's own button would send it again
    await keep(question.querySelector("legend").firstChild.textContent.trim(), {kind: "photo", item, photo: id}, {
      photos: [{id, name: "anh.jpg", blob, url}],
      fields: {item},
    });
  };

  // --- position --------------------------------------------------------------------------

  const place = document.getElementById("position");
  const here = place.querySelector("[data-position]");
  if (navigator.geolocation) {
    here.hidden = false;
    here.addEventListener("click", () => {
      const said = place.querySelector("[data-said]");
      said.textContent = place.dataset.waiting;
      navigator.geolocation.getCurrentPosition(
        ({coords}) => {
          const metres = Math.round(coords.accuracy);
          keep(here.textContent, {
            kind: "position",
            lat: coords.latitude.toFixed(6),
            lon: coords.longitude.toFixed(6),
            accuracy_m: metres,
          });
          said.textContent = fill(place.dataset.found, {metres});
        },
        () => {
          said.textContent = place.dataset.failed;
        },
        {enableHighAccuracy: true, timeout: 30_000},
      );
    });
  }

  // --- signature -------------------------------------------------------------------------

  const sign = document.getElementById("sign");
  const pad = sign.querySelector("canvas");
  const pen = pad.getContext("2d");
  let drawn = false;

  const clear = () => {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, pad.width, pad.height);
    drawn = false;
  };
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * pad.width,
      ((event.clientY - box.top) / box.height) * pad.height,
    ];
  };
  pad.hidden = false;
  sign.querySelector("[data-pad]").hidden = false;
  Object.assign(pen, {lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1a2b6b"});
  clear();
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    drawn = true;
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  sign.querySelector("[data-again]").addEventListener("click", clear);
  sign.querySelector("[data-keep]").addEventListener("click", () => {
    const said = sign.querySelector("[data-said]");
    const name = form.elements.signer_name.value.trim();
    const role = form.elements.signer_role.value.trim();
    if (!name || !role || !drawn) {
      said.textContent = sign.dataset.missing;
      return;
    }
    const picture = pad.toDataURL("image/png");
    keep(name, {kind: "signature", name, role, picture}, {fields: {name, role}});
    said.textContent = sign.dataset.saved;
  });

  // --- what waits on this phone ------------------------------------------------------------

  const restore = (items) => {
    for (const item of items) {
      const fields = item.fields || {};
      const question = fields.item && form.querySelector(`[data-item="${fields.item}"]`);
      if (question) {
        for (const photo of item.photos) show(question, photo.blob);
        for (const part of ["choice", "measure", "text", "note"]) {
          const box = form.elements[`${fields.item}-${part}`];
          if (box && fields[part] !== undefined) box.value = fields[part];
        }
      } else if (fields.name) {
        form.elements.signer_name.value = fields.name;
        form.elements.signer_role.value = fields.role;
        sign.querySelector("[data-said]").textContent = sign.dataset.saved;
      }
    }
  };

  const refresh = async () => {
    const items = await mine();
    const refused = items.filter((item) => item.state === "refused");
    state.hidden = items.length > 0;
    if (!items.length) state.textContent = state.dataset.sent;
    refusedList.hidden = refused.length === 0;
    refusedList.replaceChildren(...refused.map(refusedLine));
  };

  const refusedLine = (item) => {
    const line = document.createElement("li");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn";
    drop.textContent = refusedList.dataset.drop;
    drop.addEventListener("click", async () => {
      await tell({withdrawn: [item.id, ...item.photos.map((photo) => photo.id)]});
      await outbox.remove(item.id);
    });
    line.append(`${item.title}: ${item.error} `, drop);
    return line;
  };

  outbox.addEventListener("change", () => refresh());

  // The form's own buttons: everything is in the outbox already, so nothing is sent twice.
  form.querySelector("[data-plain]").hidden = true;
  const end = form.querySelector("[data-end]");
  end.type = "button";
  end.addEventListener("click", async () => {
    document.activeElement?.blur(); // a box that was being typed in is kept first
    while (pending) await new Promise((resolve) => setTimeout(resolve, 50));
    await outbox.send({now: true}).catch(() => {});
    if ((await mine()).length) {
      document.getElementById("outbox-bar").scrollIntoView();
      return;
    }
    location.assign(end.dataset.end);
  });

  // After a round of sending: what is left then is what others must wait for.
  const settle = () => outbox.send().catch(() => {}).then(announce);
  addEventListener("online", settle);
  mine().then(restore).then(refresh).then(settle);
})();
