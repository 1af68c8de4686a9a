// The remembered look, before the first paint.
try {
  const theme = localStorage.getItem("studio.theme");
  if (theme && theme !== "system") document.documentElement.dataset.theme = theme;
} catch {
  // No store, no memory: the system's look it is.
}
