// A short list of the keys.

import { byId, h, replace } from "./dom.js";
import { t } from "./words.js";

const KEYS = [
  ["/", "search"],
  ["1 – 6", "views"],
  ["← → ↑ ↓", "walk"],
  ["Enter", "open"],
  ["Shift + ← → ↑ ↓", "pan"],
  ["+  −  0", "zoom"],
  ["Esc", "close"],
  ["?", "help"],
];

/** Opens the list. */
export function showHelp() {
  const box = byId("help-box");
  replace(
    box,
    h("h2", { id: "help-title" }, t("help")),
    h(
      "dl",
      {},
      KEYS.map(([keys, name]) => [h("dt", {}, keys), h("dd", {}, t(`keys.${name}`))]),
    ),
    h("p", {}, t("help.about")),
    h("button", { type: "button", class: "tool wide", onclick: () => box.close() }, t("close")),
  );
  box.showModal();
}
