#!/bin/sh
# Fetches YASGUI in the version named here, with the licences of what it is made of: sh viz/vendor/yasgui/refresh.sh
# After another version: run the tests in tests/serve/, which tell whether the policy of the query page still fits.
set -eu
version=4.6.2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-audit --no-fund --no-package-lock --silent "@zazuko/yasgui@$version"
build="$work/node_modules/@zazuko/yasgui/build"
cp "$build/yasgui.min.css" "$here/"
# Without the map that no page should ask for.
sed '/^\/\/# sourceMappingURL=/d' "$build/yasgui.min.js" > "$here/yasgui.min.js"
node - "$work/node_modules" > "$here/LICENCES.txt" <<'SCRIPT'
const fs = require("fs");
const path = require("path");
const root = process.argv[2];
const folders = fs.readdirSync(root).sort()
  .flatMap((name) => (name.startsWith("@") ? fs.readdirSync(path.join(root, name)).sort().map((part) => `${name}/${part}`) : [name]));
for (const name of folders) {
  const folder = path.join(root, name);
  if (name.startsWith(".") || name.startsWith("@types") || !fs.existsSync(path.join(folder, "package.json"))) continue;
  const told = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf-8"));
  const author = typeof told.author === "string" ? told.author : told.author?.name || "";
  console.log(`${"=".repeat(78)}\n${told.name} ${told.version} — ${told.license || "see below"}${author ? ` — ${author}` : ""}\n`);
  const text = fs.readdirSync(folder).find((file) => /^licen[sc]e(\.(md|txt))?$/i.test(file));
  if (text) console.log(`${fs.readFileSync(path.join(folder, text), "utf-8").replace(/\r/g, "").trim()}\n`);
}
SCRIPT
