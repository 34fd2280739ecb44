// The outbox of the fields: what was written on this phone and has not reached the server yet.
//
// Nothing is called done here before the server has it. Every item carries a UUID of its own
// (the server's `client_id`), so that sending it again does nothing twice; it leaves this phone
// only after the server answered with that UUID.
//
// Use it for any form that must work without signal (diary, inspections):
//
//   const outbox = Outbox.of("user:12");          // items of one person, shown to nobody else
//   await outbox.put({
//     id: Outbox.newId(),                         // also the client_id inside `body`
//     kind: "diary",                              // for the page: which words, which form
//     group: "area:3",                            // optional: counted by outbox.summary(group)
//     title: "Phun thuốc · Đồng Đại An Khê",      // how people recognise it
//     day: "2026-11-25",                          // the day it is about, for "the oldest day"
//     page: "/dong-ruong/3/phun-thuoc/",          // where a refused one is put right
//     url: "/api/v1/growing-areas/3/diary",       // POST, JSON
//     body: {entries: [{client_id: id, captured_at: Outbox.now(), ...}]},
//     fields: {...},                              // optional: what the form held, to fill it again
//     photos: [{id: Outbox.newId(), name: "la.jpg", blob, url: ".../photos"}],  // POST, multipart
//   });
//   const {sent, left, signIn} = await outbox.send({now: true});
//   const item = await outbox.find(id);           // undefined: the server has it
//   const {unsent, refused, oldest} = await outbox.summary("area:3");
//
// The server answers a POST of `body` with 2xx and
//   {"results": [{"client_id": "…", "outcome": "accepted" | "known" | "refused",
//                 "code": "…", "message": "a sentence"}]}
// ("known": it had arrived before), and each photo, posted as `client_id` and `file`, with 2xx
// and {"client_id": "…"}. Both must do the same thing once for one client_id. Other answers:
// 401, or 403 with the code "csrf" or "growing_areas.other_person": wait until the person has
// signed in; 408, 425, 429 and 5xx: try again later; any other 4xx with {"message"}: refused.
// Every request names the person in X-Field-Person; the server refuses to take one person's
// work under another's sign-in (growing_areas.access.require_same_person).
//
// Items are sent one after another, oldest first, when the page opens, becomes visible or comes
// online, and every minute; in one tab at a time (navigator.locks). After a failure an item
// waits 5 seconds, then twice as long each time, at most 15 minutes, but `send({now: true})`
// does not wait. A refused item stays with its sentence until it is corrected (put again under
// the same id), or removed by the person. `outbox.addEventListener("change", …)` tells of every
// change, those made in other tabs too.
"use strict";

const Outbox = (() => {
  const DATABASE = "field-outbox";
  const STORE = "items";
  const FIRST_PAUSE = 5_000;
  const LONGEST_PAUSE = 15 * 60_000;
  const EVERY = 60_000;
  const PATIENCE = {json: 30_000, photo: 120_000}; // milliseconds until a request is given up
  const TRY_LATER = new Set([408, 425, 429]);
  const SIGN_IN = new Set([
    "csrf",
    "growing_areas.other_person",
    "accounts.second_factor_needed",
  ]);

  // --- what is kept on the phone ----------------------------------------------------------

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  let opened = null;
  const database = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        const items = request.result.createObjectStore(STORE, {keyPath: "id"});
        items.createIndex("person", "person");
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => {
          request.result.close();
          opened = null;
        };
        resolve(request.result);
      };
      request.onerror = () => {
        opened = null;
        reject(request.error);
      };
    });
    return opened;
  };

  const read = async (work) => work((await database()).transaction(STORE).objectStore(STORE));

  // Resolves when what `work` asked for is on the disk, not before.
  const write = async (work) => {
    const transaction = (await database()).transaction(STORE, "readwrite");
    const written = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    work(transaction.objectStore(STORE));
    await written;
  };

  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    // Without https there is no randomUUID, but there is randomness.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  const now = () => new Date().toISOString();

  // --- one request ------------------------------------------------------------------------

  // What went wrong with a request, for the item that waits.
  class Later extends Error {}
  class Refused extends Error {}
  class SignIn extends Error {}

  const cookie = (name) =>
    document.cookie
      .split("; ")
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? "";

  const post = async (person, url, body, patience, headers) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    let answer, said;
    try {
      answer = await fetch(url, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "error",
        headers: {"X-CSRFToken": cookie("csrftoken"), "X-Field-Person": person, ...headers},
        signal: stop.signal,
      });
      said = await answer.json();
    } catch (error) {
      // No answer, or none of ours: a proxy's page, a sign-in page of a hotel's network.
      if (!answer) throw new Later(String(error.message || error));
      said = {};
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok) return said;
    const sentence = said.message || `HTTP ${answer.status}`;
    if (answer.status === 401 || SIGN_IN.has(said.code)) throw new SignIn(sentence);
    if (answer.status >= 500 || TRY_LATER.has(answer.status)) throw new Later(sentence);
    throw new Refused(sentence);
  };

  // --- the outbox of one person -----------------------------------------------------------

  class OutboxOfPerson extends EventTarget {
    constructor(person) {
      super();
      this.person = person;
      this.rounds = Promise.resolve();
      this.signIn = false;
      this.channel = "BroadcastChannel" in self ? new BroadcastChannel(DATABASE) : null;
      this.channel?.addEventListener("message", () => this.dispatchEvent(new Event("change")));
    }

    // Keep an item, new or corrected. Resolves when it is safe on this phone.
    async put(given) {
      const before = await this.find(given.id);
      const item = {
        photos: [],
        group: "",
        fields: null,
        ...given,
        person: this.person,
        made_at: before?.made_at ?? now(),
        state: "waiting",
        acknowledged: false,
        tries: 0,
        next_try: 0,
        error: "",
      };
      await write((items) => items.put(item));
      navigator.storage?.persist?.().catch(() => {});
      this.tell();
      return item;
    }

    // All items of this person, oldest first.
    async items() {
      const found = await read((items) => asked(items.index("person").getAll(this.person)));
      return found.sort((one, other) => one.made_at.localeCompare(other.made_at));
    }

    async find(id) {
      const item = await read((items) => asked(items.get(id)));
      return item?.person === this.person ? item : undefined;
    }

    // The person throws an item away. What the server has taken already stays there.
    async remove(id) {
      if (!(await this.find(id))) return;
      await write((items) => items.delete(id));
      this.tell();
    }

    // How many are unsent (refused ones among them), and the oldest day: of one group, or all.
    async summary(group) {
      const items = (await this.items()).filter((item) => !group || item.group === group);
      const days = items.map((item) => item.day).filter(Boolean).sort();
      return {
        unsent: items.length,
        refused: items.filter((item) => item.state === "refused").length,
        oldest: days[0] ?? "",
      };
    }

    // Send what waits, one after another. now: also what is in its pause after a failure.
    // Gives {sent, left, signIn}. Asked again meanwhile, it goes round once more afterwards.
    send({now: atOnce = false} = {}) {
      const round = () => this._locked(atOnce);
      this.rounds = this.rounds.then(round, round);
      return this.rounds;
    }

    async _locked(atOnce) {
      const round = () => this._round(atOnce);
      return navigator.locks ? navigator.locks.request(`${DATABASE}-send`, round) : round();
    }

    async _round(atOnce) {
      let sent = 0;
      this.signIn = false;
      for (const item of await this.items()) {
        if (item.state === "refused" || (!atOnce && item.next_try > Date.now())) continue;
        // Another tab, or the person, may have changed or removed it while we waited.
        const fresh = await this.find(item.id);
        if (!fresh || fresh.state === "refused") continue;
        try {
          await this._deliver(fresh);
          sent += 1;
        } catch (error) {
          if (!(await this._failed(fresh, error))) break;
        }
      }
      return {sent, left: (await this.items()).length, signIn: this.signIn};
    }

    async _deliver(item) {
      if (!item.acknowledged) {
        const said = await post(this.person, item.url, JSON.stringify(item.body), PATIENCE.json, {
          "Content-Type": "application/json",
        });
        const result = said.results?.find((one) => one.client_id === item.id);
        if (result?.outcome === "refused") throw new Refused(result.message);
        if (!["accepted", "known"].includes(result?.outcome)) throw new Later("?");
        item.acknowledged = true;
        await this._keep(item);
      }
      while (item.photos.length) {
        const [photo] = item.photos;
        const form = new FormData();
        form.append("client_id", photo.id);
        form.append("file", photo.blob, photo.name);
        const said = await post(this.person, photo.url, form, PATIENCE.photo, {});
        if (said.client_id !== photo.id) throw new Later("?");
        item.photos.shift();
        await this._keep(item);
      }
      await write((items) => items.delete(item.id));
      this.tell();
    }

    // Whether there is sense in trying the next item.
    async _failed(item, error) {
      item.error = error.message;
      if (error instanceof Refused) {
        item.state = "refused";
      } else if (error instanceof SignIn) {
        item.state = "sign_in";
        this.signIn = true;
      } else if (error instanceof Later) {
        item.state = "waiting";
        item.next_try = Date.now() + Math.min(FIRST_PAUSE * 2 ** item.tries, LONGEST_PAUSE);
        item.tries += 1;
      } else {
        throw error;
      }
      await this._keep(item);
      return error instanceof Refused;
    }

    // Keep what became of an item, unless the person removed or corrected it meanwhile.
    async _keep(item) {
      await write((items) => {
        const request = items.get(item.id);
        request.onsuccess = () => {
          const kept = request.result;
          const same = kept && JSON.stringify(kept.body) === JSON.stringify(item.body);
          if (same) items.put(item);
        };
      });
      this.tell();
    }

    // Send from now on whenever there is a chance.
    start() {
      const soon = (options) => this.send(options).catch(() => {});
      addEventListener("online", () => soon({now: true}));
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") soon();
      });
      setInterval(() => {
        if (document.visibilityState === "visible") soon();
      }, EVERY);
      soon({now: true});
    }

    tell() {
      this.dispatchEvent(new Event("change"));
      this.channel?.postMessage("change");
    }

    // All unsent items as one JSON text, photos in it as data URLs: to hand over by hand when
    // the phone never finds a signal.
    async exported() {
      const dataUrl = (blob) =>
        new Promise((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result);
          reader.onerror = () => reject(reader.error);
          reader.readAsDataURL(blob);
        });
      const items = [];
      for (const item of await this.items()) {
        const photos = [];
        for (const photo of item.photos) {
          photos.push({id: photo.id, name: photo.name, content: await dataUrl(photo.blob)});
        }
        items.push({...item, photos});
      }
      return JSON.stringify({exported_at: now(), person: this.person, items}, null, 2);
    }
  }

  return {of: (person) => new OutboxOfPerson(person), newId, now};
})();
