// The table: things or ties that are shown, sorted and searched.

import { columnTitle, thingColumns, tieColumns } from "./columns.js";
import { h, isChoiceOnly, markChosen, replace, settled } from "./dom.js";
import { normalise } from "./names.js";
import { glyph } from "./shapes.js";
import { count, inOrder, t } from "./words.js";

const AT_ONCE = 150;

/** The rows and columns of the table as the reader has it: `{columns, rows}`. */
export function tableContent(context) {
  const { state } = context.store;
  const found = context.shown();
  const things = state.tab !== "ties";
  const columns = things ? thingColumns(context) : tieColumns(context);
  const all = things ? context.model.nodes.filter((node) => found.nodes.has(node.id)) : found.edges;
  const wanted = normalise(state.q);
  const spellings = (row) => (things ? row.names.join(" ") : "");
  const rows = wanted
    ? all.filter((row) =>
        normalise(`${columns.map((column) => column.value(row)).join(" ")} ${spellings(row)}`).includes(wanted),
      )
    : [...all];
  return { columns, rows: sorted(rows, columns, state.sort), things };
}

function sorted(rows, columns, sort) {
  const column = columns.find(({ key }) => key === sort.replace(/^-/, ""));
  if (!column) return rows.sort((a, b) => (b.measures?.degree || 0) - (a.measures?.degree || 0));
  const sign = sort.startsWith("-") ? -1 : 1;
  const value = column.order || column.value;
  return rows.sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === "" || other === "") return Number(one === "") - Number(other === "");
    return sign * (typeof one === "number" ? one - other : inOrder(one, other));
  });
}

/** The table view. */
export class TableView {
  constructor(context) {
    this.context = context;
    this.most = AT_ONCE;
    this.tabs = h("div", { class: "joined tabs", role: "group" });
    this.find = h("input", { type: "search", class: "narrow" });
    const change = settled(150, (value) => context.store.set({ q: value }));
    this.find.addEventListener("input", () => change(this.find.value));
    this.summary = h("p", { class: "lead" });
    this.save = h("button", { type: "button", class: "tool wide", onclick: () => context.save("csv") });
    this.table = h("table", {});
    this.holder = h(
      "div",
      { class: "table-holder", tabindex: "0", role: "region", "data-view-focus": true },
      this.table,
    );
    this.element = h(
      "div",
      { class: "view table-view" },
      h("div", { class: "table-head" }, this.tabs, this.find, this.summary, this.save),
      this.holder,
    );
  }

  update(state, changed) {
    if (isChoiceOnly(changed)) return markChosen(this.table, "data-row", state.sel);
    if (changed && !changed.has("more")) this.most = AT_ONCE;
    const content = tableContent(this.context);
    this.head(state, content);
    const rows = content.rows.slice(0, this.most).map((row) => this.row(content, row, state));
    const rest = content.rows.length - this.most;
    const focusedSort = document.activeElement?.dataset?.sort;
    replace(
      this.table,
      h("caption", { class: "visually-hidden" }, t(`table.${content.things ? "things" : "ties"}`)),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          content.columns.map((column) => this.heading(column, state)),
        ),
      ),
      h("tbody", {}, rows),
      rest > 0 ? h("tfoot", {}, h("tr", {}, h("td", { colspan: content.columns.length }, this.more(rest)))) : null,
    );
    if (focusedSort) this.table.querySelector(`[data-sort="${focusedSort}"]`)?.focus();
  }

  reach(id) {
    this.table.querySelector(`[data-row="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  }

  head(state, content) {
    const tab = (name) =>
      h(
        "button",
        {
          type: "button",
          class: "action",
          "data-tab": name,
          "aria-pressed": String(content.things === (name === "things")),
          onclick: () => this.context.store.set({ tab: name, sort: "" }),
        },
        t(`table.${name}`),
      );
    if (!this.tabs.contains(document.activeElement) || this.spoken !== document.documentElement.lang)
      replace(this.tabs, tab("things"), tab("ties"));
    else
      for (const button of this.tabs.children)
        button.setAttribute("aria-pressed", String(content.things === (button.dataset.tab === "things")));
    this.spoken = document.documentElement.lang;
    this.tabs.setAttribute("aria-label", t("table.what"));
    this.find.setAttribute("aria-label", t("table.find"));
    this.find.placeholder = t("table.find");
    if (this.find !== document.activeElement) this.find.value = state.q;
    this.summary.textContent = count("table.rows", content.rows.length);
    this.save.textContent = t("save.csv");
    this.holder.setAttribute("aria-label", t("view.table"));
  }

  heading(column, state) {
    const [up, down] = [state.sort === column.key, state.sort === `-${column.key}`];
    const next = up ? `-${column.key}` : down ? "" : column.key;
    const button = h(
      "button",
      { type: "button", "data-sort": column.key, onclick: () => this.context.store.set({ sort: next }) },
      columnTitle(column),
      h("span", { class: "sort", "aria-hidden": "true" }, up ? "↑" : down ? "↓" : ""),
    );
    return h(
      "th",
      {
        scope: "col",
        class: column.number ? "number" : null,
        "aria-sort": up ? "ascending" : down ? "descending" : "none",
      },
      button,
    );
  }

  row(content, row, state) {
    const cells = content.columns.map((column) => {
      const value = column.value(row);
      const shown = column.text ? column.text(value, row) : String(value);
      const opened = column.open?.(row);
      const inside = opened
        ? h(
            "button",
            {
              type: "button",
              class: "link",
              "data-id": opened,
              onclick: () => this.context.choose(opened, { byKey: true }),
            },
            shown,
          )
        : shown;
      const mark = content.things && column.key === "name" ? glyph(row.kind, row.country) : null;
      return h("td", { class: column.number ? "number" : `of-${column.key}` }, mark, inside);
    });
    return h("tr", { class: state.sel === row.id ? "chosen" : null, "data-row": row.id }, cells);
  }

  more(rest) {
    return h(
      "button",
      {
        type: "button",
        class: "tool wide",
        onclick: () => {
          this.most += 4 * AT_ONCE;
          this.update(this.context.store.state, new Set(["more"]));
        },
      },
      t("more", { n: rest }),
    );
  }
}
