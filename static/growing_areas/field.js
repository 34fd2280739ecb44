// What the pages for the fields do beyond plain forms: they keep themselves on the phone, put
// what is written into the outbox (outbox.js), and show what is unsent. Without this script the
// same forms post to the server as usual.
//
// A form takes part by data-outbox="<kind>", data-url (POST of the API), data-group, data-title,
// data-next (the page after saving) and data-job. How its fields become the body is told by
// BODIES, one function a kind; inspections add theirs in a script of their own, before this
// one: `globalThis.FieldBodies = {inspection: (values, form, id) => body}`.
"use strict";

(() => {
  const words = document.getElementById("outbox-words")?.dataset;
  if (!words) return;
  const person = words.person;
  const outbox = Outbox.of(person);
  const PATIENCE = 8000; // milliseconds that a person waits for the server after pressing save
  const LONGEST_EDGE = 1600; // pixels of a photo: what the server keeps of it
  const SAID = "field.said";

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  const dayOf = (text) => text.split("-").reverse().join("/");
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const note = (text, kind) => {
    const box = element("div", "", `note ${kind}`);
    const inner = element("div");
    inner.append(element("p", text));
    box.append(inner);
    return box;
  };
  const remembered = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A convenience alone.
    }
  };

  try {
    localStorage.setItem("field.person", person);
  } catch {
    // Then nothing of this person is kept there either.
  }

  // --- keeping the pages on the phone -----------------------------------------------------

  const keepAhead = async () => {
    const ready = await navigator.serviceWorker.ready;
    const files = performance
      .getEntriesByType("resource")
      .map((entry) => entry.name)
      .filter((url) => new URL(url).origin === location.origin && /\.(css|js|svg|woff2)(\?|$)/.test(url));
    const links = [...document.querySelectorAll("a[data-keep]")].map((link) => link.href);
    ready.active?.postMessage({pages: [location.href, ...links], files});
  };
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker
      .register(words.worker, {scope: "/"})
      .then(() => {
        if (document.readyState === "complete") keepAhead();
        else addEventListener("load", keepAhead);
      })
      .catch(() => {}); // no https, or not allowed: the outbox works without it
  }

  // --- what is unsent ---------------------------------------------------------------------

  const bar = document.getElementById("outbox-bar");
  const list = document.getElementById("outbox-list");

  const showBar = async () => {
    const {unsent, oldest} = await outbox.summary();
    bar.hidden = unsent === 0;
    const parts = [filled(words.bar, {count: unsent})];
    if (oldest) parts.push(filled(words.oldest, {day: dayOf(oldest)}));
    bar.firstElementChild.textContent = parts.join(" · ");
  };

  const button = (text, act) => {
    const made = element("button", text, "btn");
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const link = (text, address) => {
    const made = element("a", text, "btn");
    made.href = address;
    return made;
  };

  const signInHere = () => `${words.signIn}?next=${encodeURIComponent(location.pathname)}`;

  const rowOf = (item) => {
    const row = element("li");
    row.dataset.id = item.id;
    const refused = item.state === "refused";
    const heading = element("p");
    heading.append(element("strong", item.title), ` ${item.day ? dayOf(item.day) : ""}`);
    const state = [refused ? words.refused : words.waiting];
    if (item.photos.length) state.push(filled(words.photos, {count: item.photos.length}));
    if (item.tries) state.push(filled(words.tries, {count: item.tries}));
    row.append(heading, element("p", state.join(" · "), `badge ${refused ? "bad" : "wait"}`));
    if (refused) row.append(note(item.error, "error"));
    if (item.state === "sign_in") row.append(note(words.signInFirst, "warning"));
    const actions = element("p", "", "actions");
    if (item.state === "sign_in") actions.append(link(words.signInWord, signInHere()));
    if (refused && item.page) actions.append(link(words.edit, `${item.page}?muc=${item.id}`));
    actions.append(
      button(words.remove, async () => {
        if (confirm(words.removeSure)) await outbox.remove(item.id);
      }),
    );
    row.append(actions);
    return row;
  };

  const showList = async () => {
    if (!list) return;
    const items = await outbox.items();
    list.hidden = items.length === 0;
    list.querySelector(".outbox-items").replaceChildren(...items.map(rowOf));
  };

  const show = () => Promise.all([showBar(), showList()]).catch(() => {});
  outbox.addEventListener("change", show);

  list?.querySelector("[data-outbox-send]").addEventListener("click", () => outbox.send({now: true}));
  list?.querySelector("[data-outbox-export]").addEventListener("click", async () => {
    const file = new Blob([await outbox.exported()], {type: "application/json"});
    const save = element("a");
    save.href = URL.createObjectURL(file);
    save.download = `chua-gui-${Outbox.now().slice(0, 10)}.json`;
    save.click();
    setTimeout(() => URL.revokeObjectURL(save.href), 60_000);
  });

  // --- forms ------------------------------------------------------------------------------

  // "1.200,5" as the language of the page writes it -> "1200.5"; null when it is no number.
  const amount = (typed) => {
    const [point, thousands] = document.documentElement.lang === "en" ? [".", ","] : [",", "."];
    let text = typed.replace(/\s/g, "");
    const grouped = new RegExp(`^\\d{1,3}(\\${thousands}\\d{3})+(\\${point}\\d*)?$`);
    if (grouped.test(text)) text = text.split(thousands).join("");
    text = text.replace(point, ".");
    return /^\d+(\.\d*)?$/.test(text) ? text : null;
  };

  const AMOUNTS = ["dose", "kilograms"];
  const bodies = {
    diary: (values, form, id) => {
      const entry = {client_id: id, captured_at: Outbox.now(), job: form.dataset.job, plot_ids: values.plots.map(Number)};
      const texts = ["done_on", "operator", "input_name", "active_ingredient", "dose_unit", "target", "weather", "note", "override_reason"];
      for (const name of texts) if (values[name]?.[0]) entry[name] = values[name][0];
      for (const name of AMOUNTS) if (values[name]?.[0]) entry[name] = amount(values[name][0]);
      if (values.pre_harvest_days?.[0]) entry.pre_harvest_days = Number(values.pre_harvest_days[0]);
      if (values.input?.[0]) entry.input_id = Number(values.input[0]);
      if (!entry.dose) delete entry.dose_unit;
      return {entries: [entry]};
    },
    ...globalThis.FieldBodies,
  };

  // The texts of a form, by names: {"plots": ["3", "4"], "note": [""]}.
  const valuesOf = (form) => {
    const values = {plots: []};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") (values[name] ??= []).push(value);
    }
    return values;
  };

  const fill = (form, values) => {
    for (const control of form.elements) {
      if (!control.name || control.type === "file" || control.name === "csrfmiddlewaretoken") continue;
      const given = values[control.name];
      if (control.type === "checkbox") control.checked = given?.includes(control.value) ?? false;
      else if (given) control.value = given[0];
    }
    for (const fold of form.querySelectorAll("details")) {
      fold.open = [...fold.querySelectorAll("input, select")].some((control) => control.value);
    }
  };

  // A photo as small as the server keeps it, which a weak link thanks us for.
  const small = async (file) => {
    try {
      const picture = await createImageBitmap(file);
      const part = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
      const canvas = element("canvas");
      canvas.width = Math.round(picture.width * part);
      canvas.height = Math.round(picture.height * part);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
      return blob && blob.size < file.size ? blob : file;
    } catch {
      return file; // the server says whether it is a picture
    }
  };

  const photosOf = async (form, id, before) => {
    const photos = [...before];
    for (const file of form.elements.photos?.files ?? []) {
      const url = `${form.dataset.url}/${id}/photos`;
      photos.push({id: Outbox.newId(), name: file.name, blob: await small(file), url});
    }
    return photos;
  };

  // Whether all is filled in so that the server can read it; the browser says what is not.
  const isReadable = (form) => {
    const plots = [...form.querySelectorAll("input[name=plots]")];
    plots[0]?.setCustomValidity(plots.some((plot) => plot.checked) ? "" : words.choosePlot);
    for (const name of AMOUNTS) {
      const control = form.elements[name];
      control?.setCustomValidity(!control.value || amount(control.value) ? "" : words.badAmount);
    }
    return form.reportValidity();
  };

  const takePart = async (form) => {
    const key = `field.last.${form.dataset.group}.${form.dataset.job}`;
    const asked = new URLSearchParams(location.search).get("muc");
    const item = asked ? await outbox.find(asked) : null;
    // A page that was kept for days has the day it was kept; the phone knows today.
    const today = new Date();
    today.setMinutes(today.getMinutes() - today.getTimezoneOffset());
    const day = form.elements.done_on;
    if (day && !form.querySelector(".has-error")) day.value = today.toISOString().slice(0, 10);
    if (item?.fields) {
      fill(form, item.fields);
      if (item.error) refusedBox.replaceChildren(note(item.error, "error"));
    } else {
      for (const [name, value] of Object.entries(remembered(key) ?? {})) {
        const control = form.elements[name];
        if (control && !control.value) control.value = value;
      }
    }
    // A kept page would offer the same id twice: ours is made anew.
    let id = item?.id ?? Outbox.newId();
    let photos = item?.photos ?? [];
    const save = form.querySelector(".field-save");

    form.addEventListener("input", () => {
      for (const control of form.elements) control.setCustomValidity?.("");
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (save.disabled || !isReadable(form)) return;
      save.disabled = true;
      refusedBox.replaceChildren();
      try {
        const values = valuesOf(form);
        photos = await photosOf(form, id, photos);
        if (form.elements.photos) form.elements.photos.value = "";
        await outbox.put({
          id,
          kind: form.dataset.outbox,
          group: form.dataset.group,
          title: form.dataset.title,
          day: values.done_on?.[0] ?? "",
          page: location.pathname,
          url: form.dataset.url,
          body: bodies[form.dataset.outbox](values, form, id),
          fields: values,
          photos,
        });
        const {input, dose_unit: unit, operator} = values;
        remember(key, {input: input?.[0] ?? "", dose_unit: unit?.[0] ?? "", operator: operator?.[0] ?? ""});
      } catch {
        refusedBox.replaceChildren(note(words.notKept, "error"));
        save.disabled = false;
        return;
      }
      await afterwards(form, id);
      save.disabled = false;
    });
  };

  const afterwards = async (form, id) => {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    await Promise.race([outbox.send({now: true}).catch(() => {}), late]);
    const left = await outbox.find(id);
    if (left?.state === "refused") {
      refusedBox.replaceChildren(note(left.error, "error"));
      refusedBox.scrollIntoView({block: "center"});
      return;
    }
    if (left?.state === "sign_in") {
      // The next page would ask for a sign-in without a word.
      const box = note(`${words.kept} ${words.signInFirst}`, "warning");
      box.firstElementChild.append(link(words.signInWord, signInHere()));
      refusedBox.replaceChildren(box);
      refusedBox.scrollIntoView({block: "center"});
      return;
    }
    const said = left ? {text: words.kept, kind: "warning"} : {text: words.sent, kind: "success"};
    sessionStorage.setItem(SAID, JSON.stringify(said));
    location.assign(form.dataset.next);
  };

  const refusedBox = document.getElementById("field-refused");
  for (const form of document.querySelectorAll("form[data-outbox]")) takePart(form);

  const said = sessionStorage.getItem(SAID);
  if (said) {
    sessionStorage.removeItem(SAID);
    const {text, kind} = JSON.parse(said);
    document.getElementById("field-said").replaceChildren(note(text, kind));
  }

  show();
  outbox.start();
})();
