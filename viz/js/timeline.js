// The timeline: meetings, agreements and changes of status in order.

import { h, isChoiceOnly, markChosen, replace, svg } from "./dom.js";
import { linkTo, sourcesContent } from "./facts.js";
import { FONT, kindColour, surface } from "./palette.js";
import { glyph, shapeElement } from "./shapes.js";
import { count, formatDate, formatPeriod, t } from "./words.js";

const AT_ONCE = 120;
const TYPES = { meeting: "meeting", agreement: "agreement", status: "project" };

/** The events of shown nodes within the chosen period, in order of date. */
export function eventsShown(context) {
  const { nodes } = context.shown();
  const { from, to } = context.store.state;
  return context.model.timeline.filter((event) => {
    if (!nodes.has(event.node)) return false;
    const last = event.end || event.date || "";
    return (
      (!from || last >= from || last.slice(0, from.length) >= from || from.startsWith(last)) &&
      (!to || (event.date || "").slice(0, to.length) <= to)
    );
  });
}

/** The timeline view. */
export class TimelineView {
  constructor(context) {
    this.context = context;
    this.list = h("div", { class: "timeline" });
    this.element = h("div", { class: "view scroll timeline-view", tabindex: "0", "data-view-focus": true }, this.list);
    this.most = AT_ONCE;
  }

  update(state, changed) {
    if (isChoiceOnly(changed)) return markChosen(this.list, "data-node", state.sel);
    this.element.setAttribute("aria-label", t("view.timeline"));
    const events = eventsShown(this.context);
    const parts = [];
    let year = "";
    let month = "";
    let holder = null;
    for (const event of events.slice(0, this.most)) {
      if (event.date.slice(0, 4) !== year) {
        year = event.date.slice(0, 4);
        month = "";
        parts.push(h("h2", { class: "year" }, year));
      }
      if (!holder || event.date.slice(0, 7) !== month) {
        month = event.date.slice(0, 7);
        holder = h("ol", { class: "events" });
        parts.push(month.length > 4 ? h("h3", { class: "month" }, formatDate(month)) : null, holder);
      }
      holder.append(this.row(event, state));
    }
    if (events.length > this.most) parts.push(this.more(events.length - this.most));
    replace(
      this.list,
      h("p", { class: "lead" }, count("timeline.events", events.length)),
      parts,
      events.length ? null : h("p", { class: "empty" }, t("nothing")),
    );
    if (!changed) this.element.scrollTop = 0;
    if (!changed && state.sel) this.reach(state.sel);
  }

  reach(id) {
    this.list.querySelector(`[data-node="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  }

  row(event, state) {
    const { model } = this.context;
    const node = model.nodeById.get(event.node);
    const what = event.type === "status" ? model.label(event.status) : t(`timeline.${event.type}`);
    return h(
      "li",
      { class: `event ${event.type}${state.sel === event.node ? " chosen" : ""}`, "data-node": event.node },
      h("span", { class: "event-mark" }, glyph(TYPES[event.type] || node.kind, node.country, 18)),
      h(
        "time",
        { datetime: event.date },
        formatPeriod(event.date, event.end),
        event.inferred ? h("span", { class: "asof", title: t("timeline.inferred") }, ` ${t("timeline.asof")}`) : null,
      ),
      h(
        "div",
        { class: "event-body" },
        h("p", { class: "event-what" }, what),
        h("p", { class: "event-name" }, linkTo(this.context, event.node)),
        this.around(event),
        sourcesContent(this.context, event.passages),
      ),
    );
  }

  /** Who and where, for a meeting or an agreement. */
  around(event) {
    if (event.type === "status") return null;
    const { model } = this.context;
    const wanted = ["person", "company", "body", "organization", "region", "place"];
    const ids = [...new Set(model.edgesOf.get(event.node).map((edge) => model.other(edge, event.node)))].filter((id) =>
      wanted.includes(model.nodeById.get(id).kind),
    );
    if (!ids.length) return null;
    const shown = ids.slice(0, 6).flatMap((id, i) => [i ? " · " : "", linkTo(this.context, id)]);
    return h("p", { class: "event-around" }, shown, ids.length > 6 ? ` · +${ids.length - 6}` : null);
  }

  more(rest) {
    return h(
      "button",
      {
        type: "button",
        class: "tool wide",
        onclick: () => {
          this.most += AT_ONCE;
          this.update(this.context.store.state, new Set());
        },
      },
      t("more", { n: rest }),
    );
  }

  /** The events as a picture: three lanes over one axis of time would crowd, so a plain list with marks. */
  picture() {
    const events = eventsShown(this.context).slice(0, 400);
    const { paper, ink, soft, line } = surface();
    const row = 22;
    const { model } = this.context;
    const drawn = events.map((event, i) => {
      const y = 30 + i * row;
      const what = event.type === "status" ? model.label(event.status) : t(`timeline.${event.type}`);
      const kind = TYPES[event.type] || "project";
      return [
        svg("text", { x: 150, y, "text-anchor": "end", fill: soft }, formatPeriod(event.date, event.end)),
        shapeElement(kind, 172, y - 4, 5.5, { fill: kindColour(kind), stroke: kindColour(kind) }),
        svg("text", { x: 192, y, fill: soft }, what),
        svg("text", { x: 340, y, fill: ink, "font-weight": 500 }, model.label(event.node)),
      ];
    });
    const height = 50 + events.length * row;
    return svg(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        width: 1000,
        height,
        viewBox: `0 0 1000 ${height}`,
        "font-family": FONT,
        "font-size": 13,
      },
      svg("rect", { width: "100%", height: "100%", fill: paper }),
      svg("line", { x1: 172, x2: 172, y1: 12, y2: height - 24, stroke: line }),
      drawn,
    );
  }
}
