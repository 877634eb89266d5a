// Where nodes stand and how large they are drawn.

const ROOM = 72;
const WIDER = 1.3; // screens are wider than high
const SMALLEST = 5.5;
const LARGEST = 22;

/** Positions by id, spread so that every node has about the same room however the layout was scaled. */
export function placeNodes(nodes) {
  const box = boundsOf(nodes.map((node) => [node.x || 0, node.y || 0]));
  const area = Math.max(box.width * box.height, 1e-9);
  const scale = Math.sqrt((nodes.length * ROOM * ROOM) / area);
  return new Map(
    nodes.map((node) => [
      node.id,
      {
        x: ((node.x || 0) - box.left - box.width / 2) * scale * WIDER,
        y: ((node.y || 0) - box.top - box.height / 2) * scale,
      },
    ]),
  );
}

/** Radii by id: the area grows with the measure; all alike where there is none. */
export function sizeNodes(nodes, measure) {
  const values = nodes.map((node) => node.measures[measure] || 0);
  const most = Math.max(...values, 0);
  return new Map(
    nodes.map((node, i) => [node.id, most ? SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(values[i] / most) : 9]),
  );
}

/** The box around points `[x, y]`. */
export function boundsOf(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (!points.length) [left, top, right, bottom] = [0, 0, 1, 1];
  return { left, top, width: right - left, height: bottom - top };
}

/** The distance of a point from a segment. */
export function distanceToSegment(x, y, a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const along = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}
