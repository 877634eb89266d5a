// The search box: type a name in any language, walk the list with the arrows, go with Enter.

import { h, replace } from "./dom.js";
import { glyph } from "./shapes.js";
import { count, inLanguage, t } from "./words.js";

let boxes = 0;

/** A search box over the names of all nodes; `onpick(node)` is called with the chosen one. */
export function createSearch(context, { onpick, labelKey, hintKey }) {
  boxes += 1;
  const listId = `search-list-${boxes}`;
  const input = h("input", {
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
  });
  const list = h("ul", { id: listId, role: "listbox", class: "search-list", hidden: true });
  const element = h("div", { class: "search-box" }, input, list);
  let found = [];
  let at = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (row) => {
    close();
    input.value = "";
    onpick(row.node);
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    found = context.index.find(input.value);
    const rows = found.map((row, i) => option(context, row, `${listId}-${i}`, () => pick(row)));
    const nothing = h("li", { class: "search-none", role: "option", "aria-disabled": "true" }, t("search.none"));
    replace(list, rows.length ? rows : nothing);
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
    if (input.value.trim()) context.say(found.length ? count("search.found", found.length) : t("search.none"));
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      else if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter" && found[at] && !list.hidden) {
      event.preventDefault();
      pick(found[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
  return {
    element,
    focus: () => input.focus(),
    speak() {
      input.setAttribute("aria-label", t(labelKey));
      input.placeholder = t(hintKey || labelKey);
      list.setAttribute("aria-label", t(labelKey));
    },
  };
}

function option(context, row, id, onpick) {
  const shown = context.model.label(row.node.id);
  const printed =
    row.name === shown || row.name === row.node.id.split(":").pop()
      ? null
      : h("span", { class: "search-as" }, row.name);
  const kind = inLanguage(context.model.kinds[row.node.kind]?.labels, row.node.kind);
  const item = h("li", { id, role: "option", "aria-selected": "false", "data-id": row.node.id });
  item.append(
    glyph(row.node.kind, row.node.country),
    h("span", { class: "search-name" }, shown, printed),
    h("span", { class: "search-kind" }, kind),
  );
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    onpick();
  });
  return item;
}
