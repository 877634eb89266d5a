// Runs before the scripts of a page that is measured. The network is the instance of vis.Network that the page makes,
// or the instance of sigma.js that it leaves in `window.sigma`; `limit`, in milliseconds, is set by benchmarks/browsing.py.
const watch = (window.watch = { drawn: 0, frames: [], steps: 0, late: false });
let space;
const noticed = {
  construct(Network, given) {
    watch.network = ofVis(new Network(...given), given[0]);
    return watch.network.own;
  },
};
Object.defineProperty(window, "vis", {
  get: () => space,
  set: (value) => {
    space = new Proxy(value, {
      get: (all, key) => (key === "Network" ? new Proxy(all[key], noticed) : all[key]),
    });
  },
});
Object.defineProperty(window, "sigma", { set: (renderer) => (watch.network = ofSigma(renderer)) });

/** What is asked of a network, of vis-network; its simulation ends where the page is not ready in time. */
const ofVis = (own, box) => {
  own.on("afterDrawing", () => (watch.drawn += 1));
  const engine = own.physics;
  const tick = engine.physicsTick;
  engine.physicsTick = () => {
    tick.call(engine);
    watch.steps += 1;
    watch.late ||= !isReady() && performance.now() > watch.limit;
    if (watch.late) engine.stabilized = true;
  };
  return {
    own,
    box,
    onClick: (then) => own.once("click", then),
    nodes: () => Object.entries(own.getPositions()).map(([id, place]) => ({ id, ...own.canvasToDOM(place) })),
    nodeAt: (point) => own.getNodeAt(point),
    camera: () => ({ ...own.getViewPosition(), scale: own.getScale() }),
  };
};

/** The same of sigma.js. */
const ofSigma = (own) => {
  own.on("afterRender", () => (watch.drawn += 1));
  const camera = own.getCamera();
  return {
    own,
    box: own.getContainer(),
    onClick: (then) => own.once("clickNode", then),
    nodes: () => own.getGraph().mapNodes((id, { x, y }) => ({ id, ...own.graphToViewport({ x, y }) })),
    nodeAt: (point) => own.getNodeAtPosition(point) ?? undefined,
    camera: () => ({ x: camera.x, y: camera.y, scale: camera.ratio }),
  };
};

const isReady = () =>
  document.documentElement?.dataset.ready || document.getElementById("loadingBar")?.style.display === "none";
watch.ready = new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (!isReady()) return;
    observer.disconnect();
    const at = performance.now();
    addEventListener("pointerdown", (event) => (watch.pressed = event.timeStamp), { capture: true, once: true });
    watch.answered = new Promise((answer) =>
      watch.network.onClick(() =>
        requestAnimationFrame(() => setTimeout(() => answer([watch.pressed, performance.now()]))),
      ),
    );
    resolve([at, watch.late, watch.steps]);
  });
  observer.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready", "style"] });
});
watch.middle = () => {
  const { left, top, width, height } = watch.network.box.getBoundingClientRect();
  return { left, top, x: width / 2, y: height / 2 };
};
watch.free = ({ left, top }, { x, y }) =>
  watch.network.box.contains(document.elementFromPoint(left + x, top + y));
/** Where a node can be clicked, near the middle. */
watch.node = () => {
  const middle = watch.middle();
  const found = watch.network
    .nodes()
    .map(({ id, x, y }) => ({ id, x, y, away: Math.hypot(x - middle.x, y - middle.y) }))
    .sort((a, b) => a.away - b.away)
    .find((place) => watch.free(middle, place) && String(watch.network.nodeAt(place)) === place.id);
  return found && [middle.left + found.x, middle.top + found.y];
};
/** Where nothing lies, near the middle. */
watch.gap = () => {
  const middle = watch.middle();
  for (let ring = 0; ring < 40; ring += 1)
    for (let turn = 0; turn < 12; turn += 1) {
      const point = { x: middle.x + 6 * ring * Math.cos(turn), y: middle.y + 6 * ring * Math.sin(turn) };
      if (watch.free(middle, point) && watch.network.nodeAt(point) === undefined)
        return [middle.left + point.x, middle.top + point.y];
    }
  return null;
};
watch.count = () => {
  watch.frames = [];
  watch.drawn = 0;
  watch.counting = true;
  const frame = () => {
    watch.frames.push(performance.now());
    if (watch.counting) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};
watch.counted = () => {
  watch.counting = false;
  return { frames: watch.frames, drawn: watch.drawn };
};
watch.camera = () => watch.network.camera();
