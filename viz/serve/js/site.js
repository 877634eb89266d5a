// What every page of the site does: names are offered while the reader types in the search box.

import { localPath } from "./dom.js";
import { suggest } from "./suggest.js";

for (const input of document.querySelectorAll("input[data-goes]")) {
  suggest(input, { onpick: (found) => location.assign(localPath(found.iri)) });
}
