// What a first visit loads, compressed: the build fails when it grows beyond the limit.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 150;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const seen = new Set();

function files(key) {
  if (seen.has(key)) return [];
  seen.add(key);
  const { file, css = [], imports = [] } = manifest[key];
  return [file, ...css, ...imports.flatMap(files)];
}

const first = [...new Set(files("index.html"))].filter((file) => /\.(js|css)$/.test(file));
const sizes = first.map((file) => [file, gzipSync(readFileSync(`dist/${file}`)).length / 1000]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes) process.stdout.write(`${size.toFixed(1).padStart(8)} kB  ${file}\n`);
process.stdout.write(`${total.toFixed(1).padStart(8)} kB  first load, gzip (limit ${LIMIT_KB})\n`);
if (total > LIMIT_KB) process.exit(1);
