// The library's questions by theme; the parameters of a chosen one are a form.

import { element, say } from "./dom.js";
import { suggest } from "./suggest.js";

const WIDE = matchMedia("(min-width: 1000px)");

/** Lists the questions; one that is chosen goes into the editor. */
export function showLibrary(themes, editor) {
  const box = document.getElementById("library-box");
  const list = document.getElementById("library");
  box.open = WIDE.matches;
  const choose = (query) => {
    for (const other of list.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    list.querySelector(`[data-query="${CSS.escape(query.name)}"]`).setAttribute("aria-current", "true");
    if (!WIDE.matches) box.open = false;
    editor.set(query.text);
    showForm(query, editor);
    say(query.title);
  };
  list.append(...Object.entries(themes).map(([theme, queries]) => themeElement(theme, queries, choose)));
  document.getElementById("library-search").addEventListener("input", (event) => narrow(list, event.target.value));
}

function themeElement(theme, queries, choose) {
  const items = queries.map((query) => {
    const button = element(
      "button",
      { type: "button", class: "library-query", "data-query": query.name, title: query.question },
      query.title,
    );
    button.addEventListener("click", () => choose(query));
    return element("li", { "data-words": `${query.title} ${query.question} ${query.name}`.toLowerCase() }, button);
  });
  return element("section", { class: "library-theme" }, element("h2", {}, theme), element("ul", {}, ...items));
}

function narrow(list, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of list.querySelectorAll("li")) item.hidden = !words.every((word) => item.dataset.words.includes(word));
  for (const theme of list.querySelectorAll(".library-theme")) theme.hidden = !theme.querySelector("li:not([hidden])");
}

/** The question, what its parameters mean, and a button that fills them in and asks. */
function showForm(query, editor) {
  const form = document.getElementById("chosen");
  const error = element("p", { class: "form-error", role: "alert" });
  const fields = query.parameters.map((parameter) => field(query, parameter));
  const columns = Object.entries(query.columns).map(([name, about]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, about)),
  );
  form.replaceChildren(
    element("h2", {}, query.title),
    element("p", { class: "lead" }, query.question),
    ...fields,
    element("div", { class: "form-end" }, element("button", { class: "run", type: "submit" }, "Ask"), error),
    element("details", { class: "columns-of" }, element("summary", {}, "What the columns hold"), element("dl", {}, ...columns)),
  );
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    error.textContent = "";
    const given = new URLSearchParams(new FormData(form));
    given.set("query", query.name);
    const answer = await fetch(`/query/bound?${given}`);
    const text = await answer.text();
    if (answer.ok) editor.run(text);
    else error.textContent = text;
  };
}

function field(query, parameter) {
  const id = `parameter-${parameter.name}`;
  const input = element("input", {
    id,
    name: parameter.name,
    type: parameter.named ? "search" : "text",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: parameter.example ? `such as ${parameter.example}` : "",
    "aria-describedby": `${id}-about`,
  });
  const row = element(
    "div",
    { class: "parameter" },
    element("label", { for: id }, parameter.name.replaceAll("-", " ")),
    input,
    element("p", { id: `${id}-about`, class: "about-parameter" }, parameter.about || parameter.type),
  );
  if (parameter.named) {
    suggest(input, { kind: () => parameter.type, onpick: (found) => (input.value = found.name) });
  }
  return row;
}
