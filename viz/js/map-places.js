// Where things lie on the map.

import { project } from "./projection.js";

/** Where things lie, on the plane: at their own coordinates, else at those of their region. */
export function placesOf(model) {
  const places = new Map();
  const own = (node) =>
    typeof node?.lat === "number" && typeof node?.lon === "number" ? project(node.lon, node.lat) : null;
  for (const node of model.nodes) {
    const place = own(node) || node.regions.map((region) => own(model.nodeById.get(region))).find(Boolean);
    if (place) places.set(node.id, place);
  }
  return places;
}

/** Dots that would lie on one spot are set in a spiral around it. */
export function spread(nodes, places, view) {
  const taken = new Map();
  const size = Math.max(0.55, Math.min(1, view.width / 800));
  const most = Math.max(...nodes.map((node) => node.amountUSD || 0), 1);
  return [...nodes]
    .sort((a, b) => (b.amountUSD || 0) - (a.amountUSD || 0))
    .map((node) => {
      const [x, y] = view.at(places.get(node.id));
      const key = `${Math.round(x / 6)}|${Math.round(y / 6)}`;
      const n = taken.get(key) || 0;
      taken.set(key, n + 1);
      const angle = n * 2.4;
      const away = n ? (13 + 6.2 * Math.sqrt(n)) * size : 0;
      const radius =
        typeof node.amountUSD === "number" ? (4 + 15 * Math.sqrt(node.amountUSD / most)) * size : 3.6 * size;
      return { node, x: x + away * Math.cos(angle), y: y + away * Math.sin(angle), radius };
    });
}

export function arcPath([x1, y1], [x2, y2]) {
  const bend = 0.18 * Math.hypot(x2 - x1, y2 - y1);
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${((x1 + x2) / 2).toFixed(1)} ${((y1 + y2) / 2 - bend).toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
}
