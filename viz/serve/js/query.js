// The query page: the library at the left, the editor and its results at the right.

import { createEditor } from "./editor.js";
import { showLibrary } from "./library.js";

async function start() {
  const [library, terms] = await Promise.all(
    ["/query/library.json", "/query/terms.json"].map((address) => fetch(address).then((answer) => answer.json())),
  );
  const editor = createEditor(document.getElementById("editor"), library.prefixes, terms);
  showLibrary(library.themes, editor);
  document.documentElement.dataset.ready = "";
}

start();
