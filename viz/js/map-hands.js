// Moving the map: by wheel, by dragging, with two fingers, by the keys.

const CLICK_SLACK = 4;
const WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Listens for hands on the picture of a map view. */
export function bindHands(view) {
  const picture = view.picture0;
  const points = new Map();
  let spanBefore = 0;
  const wheel = (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    view.zoom(Math.exp(-event.deltaY * 0.0016), [event.clientX - box.left, event.clientY - box.top]);
  };
  picture.addEventListener("wheel", wheel, { passive: false });
  picture.addEventListener("pointerdown", (event) => {
    points.set(event.pointerId, [event.clientX, event.clientY]);
    view.dragged = false;
    view.began = [event.clientX, event.clientY];
    spanBefore = 0;
  });
  addEventListener("pointermove", (event) => {
    const before = points.get(event.pointerId);
    if (!before) return;
    points.set(event.pointerId, [event.clientX, event.clientY]);
    if (points.size === 2) spanBefore = pinchMap(view, [...points.values()], spanBefore);
    else dragMap(view, event, before);
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, (event) => points.delete(event.pointerId));
  picture.addEventListener("keydown", (event) => keyOnMap(view, event));
}

function pinchMap(view, [one, other], before) {
  const span = Math.hypot(one[0] - other[0], one[1] - other[1]);
  if (before) view.zoom(span / before);
  view.dragged = true;
  return span;
}

function dragMap(view, event, before) {
  const far = Math.hypot(event.clientX - view.began[0], event.clientY - view.began[1]);
  if (!view.dragged && far < CLICK_SLACK) return;
  view.dragged = true;
  const { k } = view.view();
  view.shift((event.clientX - before[0]) / k, (event.clientY - before[1]) / k);
}

function keyOnMap(view, event) {
  const parts = [...view.picture0.querySelectorAll(".map-part")];
  const way = WAYS[event.key];
  if (way && parts.length) {
    const at = parts.indexOf(document.activeElement);
    for (const part of parts) part.setAttribute("tabindex", "-1");
    const next = parts[(at + way + parts.length) % parts.length];
    next.setAttribute("tabindex", "0");
    next.focus();
  } else if (event.key === "+" || event.key === "=") view.zoom(1.4);
  else if (event.key === "-") view.zoom(1 / 1.4);
  else if (event.key === "0") view.fit();
  else return;
  event.preventDefault();
}
