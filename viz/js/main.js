// The door: reads the data, puts the parts together, and keeps them in step with the state.

import { bindAddress, fromAddress, toAddress } from "./address.js";
import { byId, h, isNarrow, replace } from "./dom.js";
import { shortestChains } from "./chains.js";
import { Shown } from "./filter.js";
import { FiltersPanel } from "./filters-panel.js";
import { showHelp } from "./help.js";
import { icon } from "./icons.js";
import { InfluenceView } from "./influence.js";
import { MapView } from "./map.js";
import { Model } from "./model.js";
import { NameIndex } from "./names.js";
import { NetworkView } from "./network.js";
import { Panel } from "./panel.js";
import { Period } from "./period.js";
import { SaveMenu, saveView } from "./save.js";
import { createSearch } from "./search.js";
import { SourcesView } from "./sources.js";
import { Store } from "./state.js";
import { TableView } from "./table.js";
import { bindTheme, otherTheme } from "./theme.js";
import { TimelineView } from "./timeline.js";
import {
  LANGUAGES,
  count,
  formatDate,
  inLanguage,
  preferredLanguage,
  setLanguage,
  setTexts,
  speak,
  t,
} from "./words.js";

// Kinds that only ever end a chain, as in `kzcn path`.
const PLACES = new Set(["place", "region"]);

const VIEWS = {
  network: NetworkView,
  map: MapView,
  timeline: TimelineView,
  table: TableView,
  influence: InfluenceView,
  sources: SourcesView,
};
const LANGUAGE_NAMES = { en: "EN", ru: "РУ", kk: "ҚАЗ", zh: "中文" };
const LANGUAGE_TITLES = { en: "English", ru: "Русский", kk: "Қазақша", zh: "中文" };
const CHAIN_KEYS = ["a", "b"];

/** The page: its parts, and what they ask of each other. */
class Page {
  constructor(data) {
    this.model = new Model(data);
    this.store = new Store(fromAddress(location.hash));
    this.index = new NameIndex(this.model.nodes);
    this.filter = new Shown(this.model);
    this.views = {};
    this.setWords();
    bindTheme(this.store, () => this.redraw());
    this.search = createSearch(this, {
      labelKey: "search",
      hintKey: "search.hint",
      onpick: (node) => this.go(node.id, true),
    });
    byId("search").append(this.search.element);
    this.panel = new Panel(this, byId("panel"));
    this.filters = new FiltersPanel(this, byId("filters"));
    this.period = new Period(this, byId("period"));
    this.menu = new SaveMenu(this, byId("save"), byId("save-menu"));
    this.bindTools();
    bindAddress(this.store);
    this.store.listen((state, changed) => this.update(state, changed));
    this.update(this.store.state, null);
  }

  /** What passes the filters. */
  shown() {
    return this.filter.of(this.store.state);
  }

  /** The shortest chains between the two picked nodes, among what is shown. */
  chains() {
    const { a, b } = this.store.state;
    const { edges } = this.shown();
    if (!a || !b) return [];
    const key = `${a}|${b}`;
    if (this.chainsKey !== key || this.chainsEdges !== edges) {
      this.chainsKey = key;
      this.chainsEdges = edges;
      this.found = shortestChains(edges, a, b, (id) => !PLACES.has(this.model.nodeById.get(id).kind));
    }
    return this.found;
  }

  /** Opens a thing that was clicked; while a chain's other end is looked for, a node becomes that end. */
  choose(id, { byKey = false } = {}) {
    if (byKey) this.panel.takeFocus();
    const { a, b } = this.store.state;
    const missing = CHAIN_KEYS.find((key) => !this.store.state[key]);
    if ((a || b) && missing && this.model.nodeById.has(id)) this.store.set({ [missing]: id });
    else this.store.set({ sel: id });
    if (isNarrow() && id) this.reach(id);
  }

  /** Opens a thing by its name and goes to where it is; what hides it is taken away. */
  go(id, byKey = false) {
    if (!this.shown().nodes.has(id)) {
      this.store.clearFilters();
      this.say(t("filters.cleared"));
    }
    this.choose(id, { byKey });
    this.reach(id);
  }

  /** The address of this view with another thing open. */
  addressOf(id) {
    return `#${toAddress({ ...this.store.state, sel: id })}`;
  }

  /** Brings a thing into sight in the current view. */
  reach(id) {
    this.view().reach?.(id);
  }

  view() {
    return this.views[this.store.state.view];
  }

  hasPicture() {
    return Boolean(this.view().picture);
  }

  picture() {
    return this.view().picture?.();
  }

  save(format) {
    return saveView(this, format);
  }

  /** Tells readers who listen. */
  say(text) {
    byId("live").textContent = text;
  }

  closeDrawer() {
    this.setDrawer(false);
    byId("drawer").focus();
  }

  setDrawer(open) {
    document.body.classList.toggle("with-drawer", open);
    byId("drawer").setAttribute("aria-expanded", String(open));
    if (open) byId("filters").focus();
  }

  setWords() {
    setLanguage(this.store.state.lang || preferredLanguage());
    const tag = this.store.state.lang || preferredLanguage();
    document.documentElement.lang = tag;
  }

  update(state, changed) {
    if (!changed || changed.has("lang")) this.speakAll();
    this.panel.update(state, changed); // first what stands around the stage, so that the view finds its room
    this.filters.update(state, changed);
    this.period.update(state, changed);
    this.showView(state, changed);
    this.summarise();
    if (isNarrow() && changed?.has("sel") && state.sel) this.setDrawer(false);
  }

  showView(state, changed) {
    const name = VIEWS[state.view] ? state.view : "network";
    if (name !== state.view) return this.store.set({ view: name });
    const fresh = !changed || changed.has("view");
    if (fresh) {
      for (const button of byId("views").children) button.toggleAttribute("aria-current", false);
      const tab = byId("views").querySelector(`[data-view="${name}"]`);
      tab.setAttribute("aria-current", "page");
      if (isNarrow()) tab.scrollIntoView({ block: "nearest", inline: "center" });
      this.views[name] ||= new VIEWS[name](this);
      replace(byId("view-box"), this.views[name].element);
      document.body.dataset.view = name;
    }
    this.views[name].update(state, fresh ? null : changed);
    return undefined;
  }

  speakAll() {
    this.setWords();
    speak(document);
    const { meta } = this.model;
    const title = inLanguage(meta.title, "kzcn");
    document.title = title;
    byId("title").textContent = title;
    byId("subtitle").textContent = t("subtitle", {
      articles: count("sources.articles", Object.keys(this.model.articles).length),
      date: formatDate(meta.date),
    });
    byId("print-note").textContent =
      `${title} · ${t("print.note", { date: formatDate(meta.date), version: meta.version || "" })}`;
    replace(
      byId("views"),
      Object.keys(VIEWS).map((name) =>
        h(
          "button",
          {
            type: "button",
            "data-view": name,
            "aria-current": this.store.state.view === name ? "page" : null,
            onclick: () => this.store.set({ view: name }),
          },
          t(`view.${name}`),
        ),
      ),
    );
    replace(
      byId("languages"),
      LANGUAGES.map((tag) =>
        h(
          "button",
          {
            type: "button",
            lang: tag,
            title: LANGUAGE_TITLES[tag],
            "aria-label": LANGUAGE_TITLES[tag],
            "aria-pressed": String(document.documentElement.lang === tag),
            "data-lang": tag,
            onclick: () => this.setLanguageTo(tag),
          },
          LANGUAGE_NAMES[tag],
        ),
      ),
    );
    this.search.speak();
    this.menu.build();
  }

  setLanguageTo(tag) {
    this.store.set({ lang: tag });
    byId("languages").querySelector(`[data-lang="${tag}"]`)?.focus();
  }

  summarise() {
    const { nodes, edges } = this.shown();
    byId("summary").textContent = t("summary", {
      things: count("things", nodes.size),
      ties: count("ties", edges.length),
    });
    const filters = this.store.filterCount();
    byId("clear").hidden = !filters;
    byId("drawer").textContent = filters ? `${t("filters")} · ${filters}` : t("filters");
    if (!nodes.size) this.say(t("nothing"));
  }

  redraw() {
    this.filters.update(this.store.state, new Set(["theme"]));
    this.period.update(this.store.state, new Set(["theme"]));
    this.view().update(this.store.state, new Set(["theme"]));
  }

  bindTools() {
    for (const name of ["theme", "share", "help"]) replace(byId(name), icon(name));
    new ResizeObserver(() => this.view()?.resized?.()).observe(byId("view-box"));
    byId("theme").addEventListener("click", () => this.store.set({ theme: otherTheme() }));
    byId("help").addEventListener("click", showHelp);
    byId("clear").addEventListener("click", () => this.store.clearFilters());
    byId("drawer").addEventListener("click", () => this.setDrawer(!document.body.classList.contains("with-drawer")));
    byId("skip").addEventListener("click", () => document.querySelector("[data-view-focus]")?.focus());
    byId("share").addEventListener("click", () => this.copyAddress());
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeprint", () => this.drawForPaper());
    addEventListener("afterprint", () => replace(byId("print-picture")));
  }

  /** The network is a canvas as wide as the screen: paper gets it as a picture that fits. */
  drawForPaper() {
    const picture = this.store.state.view === "network" ? this.picture() : null;
    picture?.setAttribute("width", "100%");
    picture?.removeAttribute("height");
    replace(byId("print-picture"), picture);
  }

  async copyAddress() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say(t("share.done"));
    } catch {
      prompt(t("share"), location.href);
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help-box").open) return;
    if (event.key === "Escape" && this.store.state.sel) return void this.panel.close();
    if (event.target.closest?.("input, select, textarea")) return;
    if (event.key === "/") this.search.focus();
    else if (event.key === "?") showHelp();
    else if (/^[1-6]$/.test(event.key)) this.store.set({ view: Object.keys(VIEWS)[event.key - 1] });
    else return;
    event.preventDefault();
  }
}

/** Facts are written short, to keep the page small: what they leave out is put back. */
function unfold(data) {
  for (const list of Object.values(data.facts || {})) {
    for (const fact of list) {
      fact.labels ??= data.terms[fact.property]?.labels || { en: fact.property };
      fact.inverse ??= false;
      fact.derived ??= false;
      for (const key of ["detail", "flags", "passages"]) fact[key] ??= [];
    }
  }
  return data;
}

/** The data stand in the page as JSON, packed with gzip and written in base64: a quarter of their size. */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

setTexts(JSON.parse(byId("kzcn-texts").textContent));
unpacked(byId("kzcn-data").textContent).then((data) => {
  new Page(unfold(data));
  document.documentElement.dataset.ready = "true";
});
