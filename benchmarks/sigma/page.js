// A network drawn by sigma.js as it comes: places, sizes, colours and names are given, the rest is its own default.

import Graph from "graphology";
import Sigma from "sigma";

const { nodes, edges } = JSON.parse(document.getElementById("network").textContent);
const graph = new Graph({ multi: true });
for (const { id, ...node } of nodes) graph.addNode(id, node);
for (const [source, target] of edges) graph.addEdge(source, target);

const renderer = (window.sigma = new Sigma(graph, document.getElementById("box")));
let chosen = null;
renderer.on("clickNode", ({ node }) => {
  if (chosen) graph.removeNodeAttribute(chosen, "highlighted");
  chosen = node;
  graph.setNodeAttribute(node, "highlighted", true);
});
renderer.once("afterRender", () => (document.documentElement.dataset.ready = "true"));
renderer.refresh();
