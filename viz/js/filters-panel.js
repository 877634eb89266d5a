// The left side: the legend that switches kinds, the measure of size, and the filters.

import { h, isNarrow, replace, settled } from "./dom.js";
import { valuesOf } from "./filter.js";
import { normalise } from "./names.js";
import { icon } from "./icons.js";
import { KIND_ORDER, countryColour } from "./palette.js";
import { glyph } from "./shapes.js";
import { formatDate, formatNumber, inLanguage, inOrder, t } from "./words.js";

const NODE_FACETS = ["country", "region", "sector", "status"];
const LONG = 10;

/** Legend, measure of size and filters. */
export class FiltersPanel {
  constructor(context, element) {
    this.context = context;
    this.element = element;
    this.open = new Set(["country", "status"]);
    this.counts = countValues(context.model);
    const amounts = context.model.nodes.map((node) => node.amountUSD).filter((amount) => typeof amount === "number");
    this.amounts = amounts.length ? [Math.min(...amounts) / 1e6, Math.max(...amounts) / 1e6] : null;
    element.addEventListener("keydown", (event) => event.key === "Escape" && isNarrow() && context.closeDrawer());
  }

  update(state, changed) {
    if (!changed || changed.has("lang") || changed.has("theme")) this.build(state);
    this.reflect(state);
  }

  build(state) {
    replace(
      this.element,
      h(
        "div",
        { class: "drawer-head" },
        h("h2", {}, t("filters")),
        h(
          "button",
          { type: "button", class: "round close", "aria-label": t("close"), onclick: () => this.context.closeDrawer() },
          icon("close"),
        ),
      ),
      this.legend(),
      this.borders(),
      this.measure(state),
      h("h2", { class: "filters-head" }, t("filters")),
      [...NODE_FACETS, "tie", "source", "confidence"].map((facet) => this.facet(facet, state)),
      this.amount(state),
    );
  }

  legend() {
    const { model, store } = this.context;
    const kinds = KIND_ORDER.filter((kind) => this.counts.kind.has(kind));
    const others = [...this.counts.kind.keys()].filter((kind) => !kinds.includes(kind));
    const rows = [...kinds, ...others].map((kind) =>
      h(
        "button",
        { type: "button", class: "legend-row", "data-kind": kind, onclick: () => store.toggle("hide", kind) },
        glyph(kind, undefined, 16),
        h("span", {}, inLanguage(model.kinds[kind]?.labels, kind)),
        h("span", { class: "number" }, formatNumber(this.counts.kind.get(kind))),
      ),
    );
    return h(
      "section",
      { class: "legend", "aria-label": t("legend") },
      h("h2", {}, t("legend")),
      h("div", { class: "legend-rows" }, rows),
    );
  }

  borders() {
    const { model } = this.context;
    const row = (country, label) => {
      const mark = h("span", { class: "ring" });
      mark.style.borderColor = countryColour(country);
      if (!country) mark.style.borderStyle = "dashed";
      return h("span", { class: "border-row" }, mark, label);
    };
    return h(
      "p",
      { class: "borders" },
      h("span", { class: "borders-head" }, t("legend.border")),
      ["KZ", "CN"].map((code) => row(code, inLanguage(model.terms[`country:${code}`]?.labels, code))),
      row("", t("legend.other")),
    );
  }

  measure(state) {
    const { model, store } = this.context;
    const options = [...model.influence.measures, ""].map((measure) =>
      h(
        "option",
        { value: measure, selected: measure === state.size },
        measure ? model.label(`measure:${measure}`).replace(/^measure:/, "") : t("size.same"),
      ),
    );
    const select = h("select", { id: "size", onchange: (event) => store.set({ size: event.target.value }) }, options);
    return h("p", { class: "field" }, h("label", { for: "size" }, t("size")), select);
  }

  facet(facet, state) {
    const values = this.ordered(facet);
    if (!values.length) return null;
    const list = h(
      "div",
      { class: "choices", role: "group", "aria-label": t(`facet.${facet}`) },
      values.map((value) => this.choice(facet, value, state)),
    );
    const find =
      values.length > LONG
        ? h("input", {
            type: "search",
            class: "narrow",
            "aria-label": t("filters.narrow", { what: t(`facet.${facet}`) }),
            placeholder: t("filters.find"),
            oninput: (event) => narrow(list, event.target.value),
          })
        : null;
    const details = h(
      "details",
      { class: "facet", "data-facet": facet, open: this.open.has(facet) || state[facet].length > 0 },
      h("summary", {}, h("span", {}, t(`facet.${facet}`)), h("span", { class: "number chosen" })),
      find,
      list,
    );
    details.addEventListener("toggle", () => (details.open ? this.open.add(facet) : this.open.delete(facet)));
    return details;
  }

  ordered(facet) {
    const values = [...this.counts[facet].keys()];
    const { model } = this.context;
    if (facet === "status") return values.sort((a, b) => (model.terms[a]?.stage || 0) - (model.terms[b]?.stage || 0));
    if (facet === "source") return values.sort((a, b) => (model.articles[a].date < model.articles[b].date ? 1 : -1));
    if (facet === "sector") return sectorTree(model, values);
    if (facet === "tie" || facet === "confidence" || facet === "country")
      return values.sort((a, b) => this.counts[facet].get(b) - this.counts[facet].get(a));
    return values.sort(
      (a, b) => countryRank(model, a) - countryRank(model, b) || inOrder(model.label(a), model.label(b)),
    );
  }

  choice(facet, value, state) {
    const { model, store } = this.context;
    const box = h("input", {
      type: "checkbox",
      value,
      checked: state[facet].includes(value),
      onchange: () => store.toggle(facet, value),
    });
    const article = facet === "source" ? model.articles[value] : null;
    const name = article ? `${article.publisher}, ${formatDate(article.date)}` : model.label(value);
    const depth =
      facet === "sector" ? model.broader(value).filter((broader) => this.counts.sector.has(broader)).length - 1 : 0;
    return h(
      "label",
      {
        class: `choice depth-${Math.min(depth, 3)}`,
        "data-name": normalise(article ? `${name} ${article.title}` : name),
      },
      box,
      h("span", {}, name, article?.title ? h("small", { lang: article.titleLanguage }, article.title) : null),
      h("span", { class: "number" }, formatNumber(this.counts[facet].get(value))),
    );
  }

  amount(state) {
    if (!this.amounts) return null;
    const { store } = this.context;
    const field = (key) => {
      const change = settled(250, (value) => store.set({ [key]: value }));
      const input = h("input", {
        type: "number",
        id: `amount-${key}`,
        min: 0,
        step: "any",
        inputmode: "decimal",
        value: state[key],
        placeholder: formatNumber(this.amounts[key === "min" ? 0 : 1], 1),
      });
      input.addEventListener("input", () => change(input.value));
      return h("p", {}, h("label", { for: `amount-${key}` }, t(`amount.${key}`)), input);
    };
    return h(
      "details",
      { class: "facet", "data-facet": "amount", open: Boolean(state.min || state.max) || this.open.has("amount") },
      h("summary", {}, h("span", {}, t("facet.amount")), h("span", { class: "number chosen" })),
      h("div", { class: "amounts" }, field("min"), field("max")),
    );
  }

  /** Makes marks and counts follow the state. */
  reflect(state) {
    for (const row of this.element.querySelectorAll(".legend-row"))
      row.setAttribute("aria-pressed", String(!state.hide.includes(row.dataset.kind)));
    for (const details of this.element.querySelectorAll(".facet")) {
      const facet = details.dataset.facet;
      const chosen = facet === "amount" ? Number(Boolean(state.min || state.max)) : state[facet].length;
      details.querySelector(".chosen").textContent = chosen ? String(chosen) : "";
      for (const box of details.querySelectorAll("input[type=checkbox]"))
        box.checked = state[facet].includes(box.value);
    }
    for (const key of ["min", "max"]) {
      const input = this.element.querySelector(`#amount-${key}`);
      if (input && input !== document.activeElement) input.value = state[key];
    }
    const size = this.element.querySelector("#size");
    if (size) size.value = state.size;
  }
}

function countValues(model) {
  const counts = Object.fromEntries(
    ["kind", ...NODE_FACETS, "tie", "source", "confidence"].map((facet) => [facet, new Map()]),
  );
  const add = (facet, value) => value && counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
  for (const node of model.nodes) {
    add("kind", node.kind);
    for (const facet of NODE_FACETS) for (const value of valuesOf(facet, node)) add(facet, value);
    for (const article of node.articles) add("source", article);
  }
  for (const edge of model.edges) {
    add("tie", edge.tie);
    add("confidence", edge.confidence);
  }
  counts.source = new Map([...counts.source].filter(([id]) => model.articles[id]));
  return counts;
}

/** Sectors with those under them after them. */
function sectorTree(model, values) {
  const path = (value) =>
    model
      .broader(value)
      .reverse()
      .map((id) => model.label(id))
      .join(" / ");
  return values.sort((a, b) => inOrder(path(a), path(b)));
}

function countryRank(model, id) {
  return ["KZ", "CN"].indexOf(model.nodeById.get(id)?.country) + 3 || 9;
}

function narrow(list, text) {
  const wanted = normalise(text);
  for (const choice of list.children) choice.hidden = !choice.dataset.name.includes(wanted);
}
