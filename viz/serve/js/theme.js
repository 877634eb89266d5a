// Light and dark: after the system's wish until the reader chooses. Runs before the page is drawn, so that nothing flickers.

const KEY = "kzcn-theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem(KEY) || "";
  } catch {
    return "";
  }
}

function apply() {
  document.documentElement.dataset.theme = chosen() || (SYSTEM.matches ? "dark" : "light");
}

function turn() {
  const other = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEY, other);
  } catch {
    // Without a memory the choice holds for this page.
  }
  document.documentElement.dataset.theme = other;
}

apply();
SYSTEM.addEventListener("change", apply);
addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", turn);
});
