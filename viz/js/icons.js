// Small pictures on buttons, drawn as strokes.

import { svg } from "./dom.js";

const PATHS = {
  theme: "M12 3a9 9 0 1 0 0 18V3z M12 3a9 9 0 0 1 0 18",
  share: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.6l-1.6 1.6 M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.6l1.6-1.6",
  help: "M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.2 M12 17.2v.1",
  zoomIn: "M12 5v14 M5 12h14",
  zoomOut: "M5 12h14",
  fit: "M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5",
  motion: "M3 12c2.2-6 4.8-6 7 0s4.8 6 7 0c1-2.700 2.300-4 4-4",
  close: "M6 6l12 12 M18 6L6 18",
};

/** The picture of a name, in the colour of the text around it. */
export function icon(name) {
  const filled = name === "theme" ? svg("path", { d: "M12 3a9 9 0 0 0 0 18z", fill: "currentColor" }) : null;
  return svg(
    "svg",
    {
      class: "icon",
      viewBox: "0 0 24 24",
      width: 18,
      height: 18,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.7,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
    },
    filled,
    svg("path", { d: PATHS[name] }),
  );
}
