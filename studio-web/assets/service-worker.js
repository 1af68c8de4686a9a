// Keeps the studio working when the network is gone.
//
// Online, the network answers and its answer is kept, so that a new build shows at once and all files are of one build. Offline, the
// copies answer. What a page needs later (engine, samples) is copied when the page asks with "refresh"; unchanged files cost a 304.

const CACHE = "studio-1";

const FILES = [
  "./",
  "start.js",
  "theme.js",
  "studio.js",
  "studio_bg.wasm",
  "__wasm_split.js",
  "split_late.wasm",
  "favicon.svg",
  "manifest.webmanifest",
  "catalogue.json",
  "supported.md",
  "styles/tokens.css",
  "styles/base.css",
  "styles/shell.css",
  "styles/canvas.css",
  "styles/home.css",
  "styles/panels.css",
  "styles/visualize.css",
  "styles/charts.css",
  "engine-cpu/worker.js",
  "engine-cpu/engine.js",
  "engine-cpu/engine_bg.wasm",
];

async function keep(cache, path) {
  try {
    const response = await fetch(path, { cache: "no-cache" });
    if (response.ok) await cache.put(path, response);
    return response.ok;
  } catch {
    return false;
  }
}

async function keepSamples(cache) {
  if (!(await keep(cache, "samples/index.json"))) return;
  const list = await (await cache.match("samples/index.json")).json();
  for (const sample of list) {
    await keep(cache, `samples/${sample.path}`);
    for (const data of sample.data ?? []) await keep(cache, `samples/${data.path}`);
  }
}

async function refresh() {
  const cache = await caches.open(CACHE);
  for (const path of FILES) await keep(cache, path);
  await keepSamples(cache);
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && response.type === "basic") cache.put(request, response.clone());
    return response;
  } catch (error) {
    const copy = await cache.match(request, { ignoreSearch: true });
    if (copy) return copy;
    if (request.mode === "navigate") {
      const page = await cache.match("./");
      if (page) return page;
    }
    throw error;
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(
    caches.open(CACHE).then((cache) => Promise.all(FILES.slice(0, 5).map((path) => keep(cache, path)))),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const here = new URL("./", self.location).pathname;
  const ours = address.origin === self.location.origin && address.pathname.startsWith(here);
  const path = address.pathname.slice(here.length);
  // Requests to a compute and files named at its start are live: never copies.
  if (request.method !== "GET" || !ours || path.startsWith("api/") || path.startsWith("opened/")) return;
  event.respondWith(answer(request));
});
