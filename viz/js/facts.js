// Facts in plain words, and the sources behind each.

import { h } from "./dom.js";
import { count, formatDate, formatMoney, inLanguage, inOrder, t } from "./words.js";

const FEW_SOURCES = 2;
const FLAGS = ["conflict", "corrected", "ambiguous", "inferred"];

/** The facts about a node, by property; what rules derived comes last and says so. */
export function factsContent(context, node) {
  const facts = context.model.facts[node.id] || [];
  const groups = new Map();
  for (const fact of facts) {
    const key = `${fact.derived ? 1 : 0}|${fact.property || inLanguage(fact.labels)}|${fact.inverse ? 1 : 0}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(fact);
  }
  const reported = [...groups].filter(([key]) => key.startsWith("0")).map(([, list]) => groupContent(context, list));
  const derived = [...groups].filter(([key]) => key.startsWith("1")).map(([, list]) => groupContent(context, list));
  return h(
    "div",
    { class: "facts" },
    facts.length ? null : h("p", { class: "empty" }, t("panel.nothing")),
    reported,
    derived.length ? h("details", { class: "derived" }, h("summary", {}, t("panel.derived")), derived) : null,
  );
}

function groupContent(context, facts) {
  const [first] = facts;
  const heading = h(
    "h3",
    {},
    inLanguage(first.labels),
    first.inverse ? h("span", { class: "inverse", title: t("panel.inverse") }, ` ← ${t("panel.inverse")}`) : null,
  );
  const sorted = first.inverse
    ? [...facts].sort((a, b) => inOrder(valueText(context, a), valueText(context, b)))
    : facts;
  return h(
    "section",
    { class: "fact-group" },
    heading,
    h(
      "ul",
      {},
      sorted.map((fact) => factContent(context, fact)),
    ),
  );
}

/** One fact: value, details, flags, sources. */
export function factContent(context, fact) {
  const details = (fact.detail || []).map((word) => detailElement(context, word));
  return h(
    "li",
    { class: "fact" },
    h("p", { class: "value" }, valueElement(context, fact), fact.value.id && details.length ? " " : null),
    details.length
      ? h(
          "p",
          { class: "detail" },
          details.flatMap((detail, i) => (i ? [" · ", detail] : [detail])),
        )
      : null,
    flagsOf(fact.flags),
    sourcesContent(context, fact.passages || []),
  );
}

function valueElement(context, fact) {
  const { value } = fact;
  if (value.id) return linkTo(context, value.id);
  if (value.link) return outward(value.link, value.text);
  return h("span", { lang: value.language }, readable(value.text));
}

/** The value of a fact as text. */
export function valueText(context, fact) {
  return fact.value.id ? context.model.label(fact.value.id) : readable(fact.value.text);
}

function readable(text) {
  if (/^\d{4}-\d\d(-\d\d)?$/.test(text)) return formatDate(text);
  const money = /^([\d,]{5,}(?:\.\d+)?) ([A-Z]{3})$/.exec(text);
  return money ? formatMoney(Number(money[1].replaceAll(",", "")), money[2]) : text;
}

function detailElement(context, word) {
  if (context.model.nodeById.has(word)) return linkTo(context, word);
  return h("span", {}, context.model.terms[word] ? context.model.label(word) : readable(word));
}

/** The name of a thing; a link that opens it where it is a node. */
export function linkTo(context, id) {
  const name = context.model.label(id);
  if (!context.model.nodeById.has(id)) return h("span", {}, name);
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    context.go(id, event.detail === 0);
  };
  return h("a", { href: context.addressOf(id), class: "link", "data-id": id, onclick: go }, name);
}

/** A link out of the page, only where the address is of the web. */
export function outward(address, text) {
  if (!/^https?:\/\//i.test(address || "")) return h("span", {}, text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Marks for what is uncertain. */
export function flagsOf(flags) {
  const known = FLAGS.filter((flag) => flags?.includes(flag));
  if (!known.length) return null;
  return h(
    "p",
    { class: "flags" },
    known.map((flag) => h("span", { class: `flag ${flag}`, title: t(`flag.${flag}.about`) }, t(`flag.${flag}`))),
  );
}

/** The passages that say something: the first two, the rest behind a word. */
export function sourcesContent(context, ids) {
  const passages = ids.map((id) => [id, context.model.passages[id]]).filter(([, passage]) => passage);
  if (!passages.length) return null;
  const rows = passages.map(([id, passage]) => sourceRow(context, id, passage));
  const rest = rows.splice(FEW_SOURCES + (rows.length === FEW_SOURCES + 1 ? 1 : 0));
  return h(
    "ul",
    { class: "sources-of" },
    rows,
    rest.length
      ? h("li", {}, h("details", {}, h("summary", {}, count("sources.more", rest.length)), h("ul", {}, rest)))
      : null,
  );
}

function sourceRow(context, id, passage) {
  const article = context.model.articles[passage.article];
  const printed = `“${passage.anchor}”`;
  return h(
    "li",
    { "data-passage": passage.id },
    h("span", { class: "printed", lang: article?.language }, outward(passage.link, printed)),
    h(
      "span",
      { class: "where" },
      [article?.publisher, formatDate(article?.date), passage.headline ? t("sources.headline") : ""]
        .filter(Boolean)
        .join(", "),
    ),
  );
}
