// The side panel: what the graph knows of the chosen thing, each fact with its sources.

import { h, isNarrow, replace } from "./dom.js";
import { arcContent, tieContent } from "./panel-ties.js";
import { chainsContent } from "./panel-chains.js";
import { factsContent, flagsOf, linkTo } from "./facts.js";
import { icon } from "./icons.js";
import { glyph } from "./shapes.js";
import { LANGUAGES, formatDollars, inLanguage, t } from "./words.js";

const MOST_CONFLICTS = 5; // the others are folded

/** The panel. It opens with what is selected, and with the chains between two picked nodes. */
export class Panel {
  constructor(context, element) {
    this.context = context;
    this.element = element;
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  update(state, changed) {
    const keys = ["sel", "a", "b", "lang", "focus", "steps"];
    const forChains = (state.a || state.b) && changed;
    if (changed && !forChains && !keys.some((key) => changed.has(key))) return;
    const parts = [chainsContent(this.context, state), this.content(state)].filter(Boolean);
    this.element.hidden = !parts.length;
    document.body.classList.toggle("with-panel", parts.length > 0);
    if (!parts.length) {
      this.element.replaceChildren();
      return;
    }
    const close = h(
      "button",
      {
        type: "button",
        class: "round close",
        "aria-label": t("close"),
        title: t("close"),
        onclick: () => this.close(),
      },
      icon("close"),
    );
    const kept = changed && !changed.has("sel") ? this.element.scrollTop : 0;
    replace(this.element, close, parts);
    this.element.scrollTop = kept;
    if (this.wantsFocus) this.element.querySelector("h2")?.focus({ preventScroll: isNarrow() });
    this.wantsFocus = false;
  }

  /** The next opening takes the keyboard's focus. */
  takeFocus() {
    this.wantsFocus = true;
  }

  close() {
    this.context.store.set({ sel: "", a: "", b: "" });
    document.querySelector("[data-view-focus]")?.focus({ preventScroll: true });
  }

  content(state) {
    const { model } = this.context;
    if (model.nodeById.has(state.sel)) return nodeContent(this.context, model.nodeById.get(state.sel), state);
    if (model.edgeById.has(state.sel)) return tieContent(this.context, model.edgeById.get(state.sel));
    if (state.sel.startsWith("arc:") && model.arc(state.sel)) return arcContent(this.context, model.arc(state.sel));
    return null;
  }
}

function nodeContent(context, node, state) {
  const { model } = context;
  const label = model.label(node.id);
  return h(
    "article",
    { class: "about", "data-about": node.id },
    h(
      "p",
      { class: "kind" },
      glyph(node.kind, node.country),
      h("span", { class: "capital" }, inLanguage(model.kinds[node.kind]?.labels, node.kind)),
      node.country
        ? h("span", { class: "dot" }, inLanguage(model.terms[`country:${node.country}`]?.labels, node.country))
        : null,
    ),
    h("h2", { tabindex: "-1" }, label),
    otherNames(node, label),
    badges(context, node),
    flagsOf(node.flags),
    conflicts(context, node),
    actions(context, node, state),
    factsContent(context, node),
  );
}

function otherNames(node, label) {
  const others = LANGUAGES.map((tag) => [tag, node.labels[tag]]).filter(([, name]) => name && name !== label);
  const known = new Set([label, ...others.map(([, name]) => name)]);
  const spellings = node.names.filter((name) => !known.has(name));
  return h(
    "div",
    { class: "names" },
    others.map(([tag, name]) => h("p", { lang: tag }, name)),
    spellings.length ? h("p", { class: "spellings" }, `${t("panel.also")} `, spellings.join(" · ")) : null,
  );
}

function badges(context, node) {
  const { model } = context;
  const shown = [
    node.status ? h("span", { class: "badge strong" }, model.label(node.status)) : null,
    typeof node.amountUSD === "number" ? h("span", { class: "badge" }, formatDollars(node.amountUSD)) : null,
    node.sectors.map((sector) => h("span", { class: "badge" }, model.label(sector))),
    node.regions
      .filter((region) => region !== node.id)
      .map((region) => h("span", { class: "badge" }, linkTo(context, region))),
  ]
    .flat()
    .filter(Boolean);
  return shown.length ? h("p", { class: "badges" }, shown) : null;
}

/** Where sources disagree about a node, and then where words can be read in two ways. */
function conflicts(context, node) {
  const found = context.model.conflictsAbout(node.id);
  return ["conflict", "ambiguous"].map((flag) => {
    const rows = found.filter((conflict) => Boolean(conflict.reading) === (flag === "ambiguous"));
    if (!rows.length) return null;
    const lines = rows.map((conflict) => h("p", {}, inLanguage(conflict.text)));
    const folded = lines.splice(MOST_CONFLICTS);
    return h(
      "div",
      { class: "conflict", role: "note" },
      h("strong", {}, t(`flag.${flag}`)),
      lines,
      folded.length ? h("details", {}, h("summary", {}, t("more", { n: folded.length })), folded) : null,
    );
  });
}

function actions(context, node, state) {
  const { store } = context;
  const focused = state.focus === node.id;
  const button = (text, action, pressed) =>
    h("button", { type: "button", class: "action", "aria-pressed": pressed, onclick: action }, text);
  const steps = [1, 2, 3].map((n) =>
    button(
      String(n),
      () => store.set({ focus: node.id, steps: String(n) }),
      String(focused && state.steps === String(n)),
    ),
  );
  steps.forEach((step, i) => step.setAttribute("aria-label", t("panel.focusOn", { n: i + 1 })));
  return h(
    "div",
    { class: "actions" },
    h(
      "div",
      { class: "joined", role: "group", "aria-label": t("panel.focus") },
      h("span", {}, t("panel.focus")),
      steps,
      focused ? button(t("panel.unfocus"), () => store.set({ focus: "", steps: "1" })) : null,
    ),
    button(t("panel.chains"), () => {
      store.set({ a: node.id, b: "" });
      document.querySelector(".chains input")?.focus();
    }),
    button(t("panel.show"), () => context.reach(node.id)),
  );
}
