// Names to choose from while one is typed: walk them with the arrows, take one with Enter.

import { element, say } from "./dom.js";

const PAUSE = 120;
let lists = 0;

/** The things that a name can mean, the best first. */
export async function namesOf(typed, kind) {
  const address = `/query/names.json?${new URLSearchParams({ q: typed, kind })}`;
  const response = await fetch(address);
  return response.ok ? response.json() : [];
}

/** Offers names below an input; `onpick(found)` gets `{ iri, name, label }`. `kind()` narrows them. */
export function suggest(input, { onpick, kind = () => "" }) {
  lists += 1;
  const id = `suggestions-${lists}`;
  const list = element("ul", { id, role: "listbox", class: "search-list", "aria-label": "Names found" });
  const box = element("div", { class: "search-box" });
  list.hidden = true;
  input.replaceWith(box);
  box.append(input, list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  let found = [];
  let at = -1;
  let asked = "";
  let waiting = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (one) => {
    close();
    onpick(one);
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (!list.children[at]) return;
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const show = (names) => {
    found = names;
    list.replaceChildren(
      ...names.map((one, i) => {
        const item = element(
          "li",
          { id: `${id}-${i}`, role: "option", "aria-selected": "false", "data-name": one.name },
          element("span", { class: "search-name" }, one.label),
          element("span", { class: "search-kind" }, one.name.split(":")[0].replaceAll("-", " ")),
        );
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          pick(one);
        });
        return item;
      }),
    );
    list.hidden = !names.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    say(names.length === 1 ? "One name found" : `${names.length} names found`);
  };
  const ask = async () => {
    const typed = input.value.trim();
    asked = typed;
    if (!typed) {
      close();
      return;
    }
    const names = await namesOf(typed, kind());
    if (typed === asked && document.activeElement === input) show(names);
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : found.length + (at < 0 ? 0 : -1))) % found.length);
    } else if (event.key === "Enter" && found[at]) {
      event.preventDefault();
      pick(found[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
}
