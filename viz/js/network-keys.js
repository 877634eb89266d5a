// Walking the network by keyboard: arrows go to the next node that way, Enter opens it.

import { count, inLanguage } from "./words.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAN = 80;

/** Listens for keys on the stage of the network view. */
export function bindKeys(view) {
  view.stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    const done = way ? (event.shiftKey ? pan(view, way) : step(view, way)) : act(view, event.key);
    if (done) event.preventDefault();
  });
}

function act(view, key) {
  if (key === "Enter" || key === " ") {
    if (!view.cursor) step(view, [0, 0]);
    view.context.choose(view.cursor, { byKey: true });
  } else if (key === "+" || key === "=") view.zoom(1.35);
  else if (key === "-") view.zoom(1 / 1.35);
  else if (key === "0") view.fit();
  else return false;
  return true;
}

function pan(view, [dx, dy]) {
  const { x, y } = view.network.getViewPosition();
  const far = PAN / view.network.getScale();
  view.network.moveTo({ position: { x: x + dx * far, y: y + dy * far } });
  view.remember();
  return true;
}

/** Moves the cursor to the nearest shown node in a direction; the first time, to the node nearest the middle. */
function step(view, [dx, dy]) {
  const from = view.found.nodes.has(view.cursor) ? view.positions.get(view.cursor) : view.network.getViewPosition();
  const started = view.found.nodes.has(view.cursor);
  let best = "";
  let least = Infinity;
  for (const node of view.byImportance) {
    if (node.id === view.cursor) continue;
    const place = view.positions.get(node.id);
    const along = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const aside = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    if (started && along <= Math.abs(aside) * 0.4) continue;
    const cost = started ? along + 2 * aside : Math.hypot(place.x - from.x, place.y - from.y);
    if (cost < least) [best, least] = [node.id, cost];
  }
  if (best) putCursor(view, best);
  return true;
}

function putCursor(view, id) {
  view.cursor = id;
  view.mark(view.context.store.state);
  const { left, right, top, bottom } = view.window;
  const { x, y } = view.positions.get(id);
  if (x < left || x > right || y < top || y > bottom) view.network.moveTo({ position: { x, y } });
  else view.network.redraw();
  const node = view.model.nodeById.get(id);
  const ties = view.found.edges.filter((edge) => edge.source === id || edge.target === id).length;
  const kind = inLanguage(view.model.kinds[node.kind]?.labels, node.kind);
  view.context.say(`${view.model.label(id)}, ${kind}, ${count("ties", ties)}`);
}
