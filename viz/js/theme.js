// Light and dark: after the system's wish until the reader chooses.

import { setMode } from "./palette.js";

const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

/** Follows the state and the system; `redraw()` is called when the scheme of the drawings changed. */
export function bindTheme(store, redraw) {
  const apply = () => {
    const mode = store.state.theme || (SYSTEM.matches ? "dark" : "light");
    document.documentElement.dataset.theme = mode;
    setMode(mode);
  };
  apply();
  store.listen((state, changed) => changed.has("theme") && apply());
  SYSTEM.addEventListener("change", () => {
    apply();
    redraw();
  });
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    setMode("light");
    redraw();
  });
  addEventListener("afterprint", () => {
    apply();
    redraw();
  });
}

/** The other scheme than the one in sight. */
export function otherTheme() {
  return document.documentElement.dataset.theme === "dark" ? "light" : "dark";
}
