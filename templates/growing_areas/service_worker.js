{% load i18n static %}// Keeps the pages of the fields on the phone: the diary, later inspections, and the files they
// need; nothing else of this site. The server goes first: what is kept is shown only when it
// does not answer in time. All is forgotten when the person signs out, or another one comes.
"use strict";

const ROOT = "{% url 'growing_areas:field' %}";
const SIGN_OUT = "{% url 'account_logout' %}";
const FILES_ROOT = "{% get_static_prefix %}";
const PAGES = "field-pages-1";
const FILES = "field-files-1";
const OWNER = "/field-owner";
const PATIENCE = 4000; // milliseconds that the server has before a kept page is shown
const FRESH = 6 * 3600 * 1000; // a page kept so short ago is not fetched ahead again
const NOT_KEPT = "{% filter escapejs %}{% translate 'Trang này chưa có trên máy. Hãy mở trang khi có mạng một lần, lần sau không có mạng vẫn mở được.' %}{% endfilter %}";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("field-") && name !== PAGES && name !== FILES) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(old());
});

const forget = () => caches.delete(PAGES);

const address = (url) => {
  const {origin, pathname} = new URL(url);
  return origin + pathname;
};

const ofTheFields = (url) => {
  const {origin, pathname} = new URL(url);
  return origin === self.location.origin && pathname.startsWith(ROOT);
};

const keepPage = async (url, answer) => {
  const owner = answer.headers.get("X-Field-Page");
  if (!answer.ok || answer.redirected || !owner) return;
  let pages = await caches.open(PAGES);
  const before = await pages.match(OWNER);
  if (before && (await before.text()) !== owner) {
    await forget();
    pages = await caches.open(PAGES);
  }
  await pages.put(OWNER, new Response(owner));
  await pages.put(address(url), answer);
};

const kept = async (url) => (await caches.open(PAGES)).match(address(url), {ignoreVary: true});

const page = async (event) => {
  const {url} = event.request;
  const asked = fetch(event.request).then((answer) => {
    event.waitUntil(keepPage(url, answer.clone()));
    return answer;
  });
  asked.catch(() => {}); // told below, when it is waited for
  const late = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));
  const first = await Promise.race([asked, late]).catch(() => null);
  if (first && first.status < 500) return first;
  const here = await kept(url);
  if (here) return here;
  if (first) return first;
  return asked.catch(
    () =>
      new Response(`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><p>${NOT_KEPT}</p><p><a href="${ROOT}">←</a></p>`, {
        status: 503,
        headers: {"Content-Type": "text/html; charset=utf-8"},
      }),
  );
};

const file = async (event) => {
  const client = event.clientId ? await self.clients.get(event.clientId) : null;
  if (!client || !ofTheFields(client.url)) return fetch(event.request);
  const files = await caches.open(FILES);
  const here = await files.match(event.request, {ignoreVary: true});
  // A name with a hash in it never holds anything else.
  if (here && /\.[0-9a-f]{12}\./.test(event.request.url)) return here;
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(files.put(event.request, answer.clone()));
    return answer;
  } catch (error) {
    if (here) return here;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const {method, mode, url} = event.request;
  const {origin, pathname} = new URL(url);
  if (origin !== self.location.origin) return;
  if (method === "POST" && pathname === SIGN_OUT) event.waitUntil(forget());
  if (method !== "GET") return;
  if (mode === "navigate" && ofTheFields(url)) event.respondWith(page(event));
  else if (pathname.startsWith(FILES_ROOT)) event.respondWith(file(event));
});

// A page asks for what it leads to, and for its own files, to be kept ahead.
self.addEventListener("message", (event) => {
  const {pages = [], files = []} = event.data ?? {};
  const keepAll = async () => {
    const store = await caches.open(FILES);
    for (const url of files) {
      if (await store.match(url, {ignoreVary: true})) continue;
      await store.add(url).catch(() => {});
    }
    for (const url of pages.filter(ofTheFields)) {
      const here = await kept(url);
      const age = here ? Date.now() - Date.parse(here.headers.get("Date") ?? "") : Infinity;
      if (age < FRESH) continue;
      const answer = await fetch(url, {credentials: "same-origin"}).catch(() => null);
      if (!answer) return;
      await keepPage(url, answer);
    }
  };
  event.waitUntil(keepAll());
});
