// Sources: each article, and what it contributed, passage by passage.

import { h, replace } from "./dom.js";
import { factContent, linkTo, outward } from "./facts.js";
import { count, formatDate, inLanguage, t } from "./words.js";

const AT_ONCE = 60;

/** What stands for a title that was not seen: where the article is. */
function untitled(article) {
  return (article.url || article.id).replace(/^https?:\/\//, "").replace(/\/$/, "");
}

/** The sources view. */
export class SourcesView {
  constructor(context) {
    this.context = context;
    this.list = h("div", { class: "articles" });
    this.element = h("div", { class: "view scroll sources-view", tabindex: "0", "data-view-focus": true }, this.list);
    this.most = AT_ONCE;
  }

  update(state, changed) {
    this.element.setAttribute("aria-label", t("view.sources"));
    const own = this.quiet && changed?.size === 1 && changed.has("article");
    this.quiet = false;
    if (own || (changed && !["lang", "article", "source"].some((key) => changed.has(key)))) return;
    const all = Object.entries(this.context.model.articles).filter(
      ([id]) => !state.source.length || state.source.includes(id),
    );
    all.sort(([, a], [, b]) => (a.date < b.date ? 1 : -1));
    const rest = all.length - this.most;
    replace(
      this.list,
      h("p", { class: "lead" }, count("sources.articles", all.length)),
      all.slice(0, this.most).map(([id, article]) => this.card(id, article, state)),
      rest > 0
        ? h(
            "button",
            {
              type: "button",
              class: "tool wide",
              onclick: () => {
                this.most += AT_ONCE;
                this.update(this.context.store.state, null);
              },
            },
            t("more", { n: rest }),
          )
        : null,
    );
    if (!changed || changed.has("article")) this.reach();
  }

  reach() {
    const { article } = this.context.store.state;
    if (article) this.list.querySelector(`[data-article="${CSS.escape(article)}"]`)?.scrollIntoView({ block: "start" });
  }

  card(id, article, state) {
    const body = h("div", { class: "passages" });
    const details = h(
      "details",
      { open: state.article === id },
      h("summary", {}, count("sources.passages", article.passages.length)),
      body,
    );
    const fillBody = () =>
      body.childElementCount || body.append(...article.passages.map((passage) => this.passage(passage, article)));
    if (details.open) fillBody();
    details.addEventListener("toggle", () => {
      if (details.open) fillBody();
      const open = this.context.store.state.article;
      if (details.open ? open !== id : open === id) {
        this.quiet = true;
        this.context.store.set({ article: details.open ? id : "" });
      }
    });
    return h(
      "article",
      { class: "source-card", "data-article": id },
      h(
        "p",
        { class: "kind" },
        `${article.publisher} · ${formatDate(article.date)} · ${(article.language || "").toUpperCase()}`,
      ),
      h(
        "h2",
        { lang: article.titleLanguage || article.language },
        outward(article.url, article.title || untitled(article)),
      ),
      h(
        "p",
        { class: "detail" },
        h(
          "button",
          { type: "button", class: "link", onclick: () => this.context.store.set({ source: [id], view: "network" }) },
          t("sources.only"),
        ),
      ),
      details,
    );
  }

  passage(id, article) {
    const { model } = this.context;
    const passage = model.passages[id];
    const told = model.factsByPassage.get(id) || [];
    const byNode = new Map();
    for (const { node, fact } of told) {
      if (!byNode.has(node)) byNode.set(node, []);
      byNode.get(node).push(fact);
    }
    return h(
      "section",
      { class: "passage", "data-passage": passage.id },
      h(
        "p",
        { class: "anchor" },
        h("span", { class: "number" }, passage.headline ? t("sources.headline") : String(passage.position)),
        h("span", { lang: article.language }, outward(passage.link, `“${passage.anchor}”`)),
      ),
      h(
        "ul",
        { class: "told" },
        [...byNode].map(([node, facts]) =>
          h(
            "li",
            {},
            linkTo(this.context, node),
            h(
              "ul",
              {},
              facts.map((fact) => this.sentence(fact)),
            ),
          ),
        ),
      ),
    );
  }

  /** A fact without its sources: they are the passage it stands under. */
  sentence(fact) {
    const item = factContent(this.context, { ...fact, passages: [] });
    item.prepend(h("span", { class: "property" }, `${inLanguage(fact.labels)}: `));
    return item;
  }
}
