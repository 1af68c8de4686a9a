// The engine as a module worker: loads the WebAssembly beside it, then answers the page.
// From the page: {id, request, bytes?}. To the page: {id, response, bytes?}, {run, event}, {ready, gpu}, {fatal}.
import init, { answer, start } from "./engine.js";

// Lets messages of the page in between two steps of long work. A message channel, because timers wait longer and longer.
const channel = new MessageChannel();
const paused = [];
channel.port1.onmessage = () => paused.shift()();
self.breathe = () =>
  new Promise((resolve) => {
    paused.push(resolve);
    channel.port2.postMessage(null);
  });

// What the page sends before the engine has loaded waits here.
const early = [];
self.onmessage = (event) => early.push(event.data);

try {
  await init({ module_or_path: new URL("./engine_bg.wasm", import.meta.url) });
  await start();
  self.onmessage = (event) => answer(event.data);
  early.forEach((message) => answer(message));
} catch (error) {
  self.postMessage({ fatal: `The engine could not start: ${error?.message ?? error}.` });
}
