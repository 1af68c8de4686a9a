// Starts the studio, then lets the service worker keep a copy for when the network is gone.
import init from "./studio.js";

await init({ module_or_path: new URL("./studio_bg.wasm", import.meta.url) });

if ("serviceWorker" in navigator) {
  const ready = navigator.serviceWorker.register("./service-worker.js").then(() => navigator.serviceWorker.ready);
  // After the first paint: the copies of everything, the engine included, must not delay it.
  const refresh = () =>
    ready.then((registration) => registration.active?.postMessage("refresh")).catch(() => {
      // Private windows may forbid it; the studio then works while it is online.
    });
  if ("requestIdleCallback" in window) requestIdleCallback(refresh, { timeout: 5000 });
  else setTimeout(refresh, 2000);
}
