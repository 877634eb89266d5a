// The period: a histogram of what is dated, brushed with the mouse, a finger, or the keys.

import { h, replace, svg } from "./dom.js";
import { surface } from "./palette.js";
import { formatDate, formatPeriod, t } from "./words.js";

const HEIGHT = 44;
const MONTH = /^\d{4}-\d{2}/;

/** The brush under the stage. */
export class Period {
  constructor(context, element) {
    this.context = context;
    this.element = element;
    this.months = monthsOf(context.model);
    element.hidden = this.months.length < 2;
    new ResizeObserver(() => this.draw()).observe(element);
  }

  update(state, changed) {
    if (this.element.hidden) return;
    if (!changed || changed.has("lang") || changed.has("theme")) this.build();
    this.draw();
  }

  build() {
    this.picture = svg("svg", { class: "histogram", height: HEIGHT + 16, "aria-hidden": "true" });
    this.handles = ["from", "to"].map((key) => this.handle(key));
    this.text = h("span", { class: "period-text" });
    this.reset = h(
      "button",
      { type: "button", class: "plain", onclick: () => this.context.store.set({ from: "", to: "" }) },
      t("period.all"),
    );
    this.track = h("div", { class: "track" }, this.picture, this.handles);
    replace(
      this.element,
      h("div", { class: "period-head" }, h("h2", {}, t("period")), this.text, this.reset),
      this.track,
    );
    this.bindPointer();
  }

  handle(key) {
    const element = h("div", {
      class: `handle ${key}`,
      role: "slider",
      tabindex: "0",
      "aria-label": t(`period.${key}`),
      "aria-valuemin": 0,
      "aria-valuemax": this.months.length - 1,
    });
    element.addEventListener("keydown", (event) => {
      const move = {
        ArrowLeft: -1,
        ArrowDown: -1,
        ArrowRight: 1,
        ArrowUp: 1,
        PageDown: -12,
        PageUp: 12,
        Home: -1e6,
        End: 1e6,
      }[event.key];
      if (event.key === "Escape") this.context.store.set({ from: "", to: "" });
      if (move === undefined) return;
      event.preventDefault();
      const range = this.range();
      const at = key === "from" ? 0 : 1;
      range[at] = Math.max(at ? range[0] : 0, Math.min(at ? this.months.length - 1 : range[1], range[at] + move));
      this.choose(range);
    });
    return element;
  }

  /** The chosen first and last month, as places in the list. */
  range() {
    const { from, to } = this.context.store.state;
    const first = this.months.findIndex(({ month }) => month >= from.slice(0, 7));
    const last = to ? this.months.findLastIndex(({ month }) => month <= to.slice(0, 7)) : this.months.length - 1;
    return [from && first >= 0 ? first : 0, last >= 0 ? last : this.months.length - 1];
  }

  choose([first, last]) {
    const whole = first <= 0 && last >= this.months.length - 1;
    this.context.store.set({
      from: whole || first <= 0 ? "" : this.months[first].month,
      to: whole || last >= this.months.length - 1 ? "" : this.months[last].month,
    });
  }

  draw() {
    if (!this.picture) return;
    const width = this.track.clientWidth || 600;
    this.width = width;
    const step = width / this.months.length;
    const most = Math.max(...this.months.map(({ count }) => count), 1);
    const [first, last] = this.range();
    const { accent, line, faint } = surface();
    const bars = this.months.map(({ count }, i) => {
      const height = count ? Math.max(2, Math.sqrt(count / most) * (HEIGHT - 4)) : 0;
      return svg("rect", {
        x: i * step + 0.5,
        y: HEIGHT - height,
        width: Math.max(1, step - 1),
        height,
        rx: 1,
        fill: i >= first && i <= last ? accent : line,
      });
    });
    const years = this.months
      .map(({ month }, i) => (month.endsWith("-01") || i === 0 ? [month.slice(0, 4), i * step] : null))
      .filter(Boolean);
    let free = -1;
    const ticks = years
      .filter(([, x]) => (x >= free && x < width - 26 ? ((free = x + 40), true) : false))
      .map(([year, x]) => svg("text", { x: x + 2, y: HEIGHT + 12, "font-size": 10.5, fill: faint }, year));
    this.picture.setAttribute("width", width);
    replace(this.picture, svg("rect", { x: 0, y: HEIGHT, width, height: 1, fill: line }), bars, ticks);
    this.placeHandles(first, last, step);
  }

  placeHandles(first, last, step) {
    const [from, to] = this.handles;
    from.style.left = `${first * step}px`;
    to.style.left = `${(last + 1) * step}px`;
    [
      [from, first],
      [to, last],
    ].forEach(([handle, at]) => {
      handle.setAttribute("aria-valuenow", at);
      handle.setAttribute("aria-valuetext", formatDate(this.months[at].month));
    });
    this.text.textContent = formatPeriod(this.months[first].month, this.months[last].month);
    const { from: chosenFrom, to: chosenTo } = this.context.store.state;
    this.reset.hidden = !chosenFrom && !chosenTo;
  }

  bindPointer() {
    let began = null;
    const at = (event) => {
      const box = this.track.getBoundingClientRect();
      return Math.max(
        0,
        Math.min(this.months.length - 1, Math.floor(((event.clientX - box.left) / box.width) * this.months.length)),
      );
    };
    this.track.addEventListener("pointerdown", (event) => {
      const [first, last] = this.range();
      const side = event.target.classList?.contains("from")
        ? last
        : event.target.classList?.contains("to")
          ? first
          : at(event);
      began = side;
      this.track.setPointerCapture(event.pointerId);
      if (!event.target.classList?.contains("handle")) event.preventDefault();
    });
    this.track.addEventListener("pointermove", (event) => {
      if (began === null) return;
      const now = at(event);
      this.choose([Math.min(began, now), Math.max(began, now)]);
    });
    for (const name of ["pointerup", "pointercancel"]) this.track.addEventListener(name, () => (began = null));
    this.track.addEventListener("dblclick", () => this.context.store.set({ from: "", to: "" }));
  }
}

/** Months from the first date to the last, each with how much is dated there; a year alone is spread over its months. */
function monthsOf(model) {
  const counts = new Map();
  const add = (month, share) => counts.set(month, (counts.get(month) || 0) + share);
  const dates = [
    ...model.timeline.map((event) => event.date),
    ...model.edges.flatMap((edge) => edge.dates.slice(0, 1)),
  ];
  for (const date of dates) {
    if (MONTH.test(date || "")) add(date.slice(0, 7), 1);
    else if (/^\d{4}$/.test(date || ""))
      for (let m = 1; m <= 12; m += 1) add(`${date}-${String(m).padStart(2, "0")}`, 1 / 12);
  }
  const known = [...counts.keys()].sort();
  if (!known.length) return [];
  const months = [];
  let [year, month] = known[0].split("-").map(Number);
  const end = known[known.length - 1];
  for (;;) {
    const name = `${year}-${String(month).padStart(2, "0")}`;
    months.push({ month: name, count: counts.get(name) || 0 });
    if (name >= end || months.length > 1200) return months;
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}
