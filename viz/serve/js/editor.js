// YASGUI's editor and results, asking this server only. Links to things of the graph lead to their pages here.

import { addCompletion } from "./complete.js";
import { localPath, say } from "./dom.js";

const FIRST = `# What is said of a company, and in which passage
PREFIX company: <https://w3id.org/kzcn/company/>

SELECT ?property ?value ?passage WHERE {
  GRAPH ?passage { company:tbea ?property ?value }
}
LIMIT 100
`;
const PLACE = /line (\d+), column (\d+)/;

/** The editor: `set(text)` shows a query, `run(text)` asks it too. */
export function createEditor(parent, prefixes, terms) {
  const { Yasqe, Yasr } = window;
  const marks = [];
  const results = document.getElementById("results");
  addCompletion(Yasqe, prefixes, terms);
  const yasqe = new Yasqe(parent, {
    value: FIRST,
    persistenceId: "kzcn-query",
    consumeShareLink: (editor) => takeAddress(editor),
    createShareableLink: null,
    autocompleters: ["variables", "graph-prefixes", "graph-classes", "graph-properties", "graph-names"],
    editorHeight: "340px",
    screenReaderLabel: "SPARQL query",
    requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "POST", headers: {} },
  });
  const yasr = new Yasr(results, {
    persistenceId: null,
    prefixes: () => ({ ...prefixes, ...yasqe.getPrefixesFromQuery() }),
    pluginOrder: ["table", "response"],
    defaultPlugin: "table",
    plugins: { table: { dynamicConfig: { compact: true, isEllipsed: false } } },
    getPlainQueryLinkToEndpoint: () => `/sparql?${new URLSearchParams({ query: yasqe.getValue() })}`,
    getDownloadFileName: () => "kzcn-answer",
  });
  keepLinksHere(results);
  yasqe.on("query", () => clear(yasqe, marks));
  yasqe.on("change", () => clear(yasqe, marks));
  yasqe.on("queryResponse", (_, response, duration) => {
    yasr.setResponse(response, duration);
    tell(yasqe, yasr, response, marks);
  });
  document.getElementById("share").addEventListener("click", () => share(yasqe));
  return {
    yasqe,
    set(text) {
      yasqe.setValue(text);
      yasqe.scrollTo(0, 0);
    },
    run(text) {
      yasqe.setValue(text);
      yasqe.query().catch(() => {});
    },
  };
}

/** Takes a query out of the address, where one is shared. */
function takeAddress(yasqe) {
  const query = new URLSearchParams(location.hash.slice(1)).get("query");
  if (query) yasqe.setValue(query);
}

function shareAddress(query) {
  return `${location.origin}/query#query=${encodeURIComponent(query)}`;
}

async function share(yasqe) {
  const address = shareAddress(yasqe.getValue());
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    notice("The link is copied; it opens this page with the query.");
  } catch {
    notice("The link to this query stands in the address bar.");
  }
}

function notice(words) {
  const box = document.getElementById("notice");
  box.textContent = words;
  box.hidden = !words;
}

function clear(yasqe, marks) {
  notice("");
  for (const mark of marks.splice(0)) mark();
}

/** Says how it went; an error is shown at the place in the query that it is about. */
function tell(yasqe, yasr, response, marks) {
  if (!yasr.results?.hasError()) {
    const rows = yasr.results?.getBindings()?.length;
    say(rows === undefined ? "The answer is there" : `${rows} rows`);
    return;
  }
  const said = yasr.results.getError();
  const words = (said.text || said.statusText || "The server could not be reached.").trim();
  notice(words.split("\n")[0]);
  const place = PLACE.exec(words);
  if (!place) return;
  const line = Math.min(Number(place[1]), yasqe.lineCount()) - 1;
  const handle = yasqe.addLineClass(line, "background", "wrong-line");
  marks.push(() => yasqe.removeLineClass(handle, "background", "wrong-line"));
  yasqe.setCursor(line, Number(place[2]) - 1);
}

/** Things of the graph open on this server, whenever the table redraws its links; its controls get names. */
function keepLinksHere(results) {
  const turn = () => {
    results.querySelector(".tableSizer")?.setAttribute("aria-label", "Rows on a page");
    results.querySelector(".tableFilter")?.setAttribute("aria-label", "Filter the rows");
    for (const link of results.querySelectorAll("a.iri:not([data-here])")) {
      const address = link.getAttribute("href");
      link.dataset.here = "";
      link.href = localPath(address);
      link.title = address;
      if (link.getAttribute("href").startsWith("/")) link.removeAttribute("target");
      else link.rel = "noopener noreferrer";
    }
  };
  new MutationObserver(turn).observe(results, { childList: true, subtree: true });
}
